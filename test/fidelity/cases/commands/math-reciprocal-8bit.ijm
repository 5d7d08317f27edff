// covers: Reciprocal
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Reciprocal");
saveAs("Tiff", output + "/reciprocal.tif");
