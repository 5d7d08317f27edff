// covers: run
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
saveAs("Tiff", output + "/before.tif");
run("Gausian Blur...", "sigma=2");
saveAs("Tiff", output + "/after.tif");
