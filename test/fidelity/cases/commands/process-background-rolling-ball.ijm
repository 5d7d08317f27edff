// covers: Subtract Background...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Subtract Background...", "rolling=20");
saveAs("Tiff", output + "/subtracted.tif");
