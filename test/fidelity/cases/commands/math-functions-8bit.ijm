// covers: Log, Exp, Square, Square Root
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
names = newArray("Log", "Exp", "Square", "Square Root");
for (i = 0; i < names.length; i++) {
  open(input + "/cells-8.tif");
  run(names[i]);
  saveAs("Tiff", output + "/" + names[i] + ".tif");
  close();
}
