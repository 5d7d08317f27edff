// covers: Flip Horizontally, Flip Vertically, Rotate 90 Degrees Right, Rotate 90 Degrees Left
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Flip Horizontally");
saveAs("Tiff", output + "/h.tif");
run("Flip Vertically");
saveAs("Tiff", output + "/v.tif");
run("Rotate 90 Degrees Right");
saveAs("Tiff", output + "/right.tif");
run("Flip Vertically");
run("Rotate 90 Degrees Left");
saveAs("Tiff", output + "/left.tif");
