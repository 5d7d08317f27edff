// A macro from before #@ lines: all that it is given comes as one text, here `Image='a', label='blurred'`.
argument = getArgument();
File.makeDirectory("output");
File.saveString(valueOf("Image") + " " + valueOf("label") + "\n", "output/note.txt");

function valueOf(key) {
  start = indexOf(argument, key + "='") + lengthOf(key) + 2;
  return substring(argument, start, indexOf(argument, "'", start));
}
