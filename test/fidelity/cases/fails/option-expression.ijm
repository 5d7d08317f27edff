// covers: Subtract Background...
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Subtract Background...", "rolling=5*4");
saveAs("Tiff", output + "/after.tif");
