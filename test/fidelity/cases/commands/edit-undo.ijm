// covers: Undo, Invert
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
before = getValue("Mean");
run("Invert");
inverted = getValue("Mean");
run("Undo");
print(before, inverted, getValue("Mean"));
