// covers: Set..., Abs
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
makeRectangle(20, 20, 30, 30);
run("Set...", "value=-2.50");
run("Select None");
saveAs("Tiff", output + "/set.tif");
run("Abs");
saveAs("Tiff", output + "/abs.tif");
