// covers: open
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/no-such-image.tif");
File.saveString("not reached", output + "/after.txt");
