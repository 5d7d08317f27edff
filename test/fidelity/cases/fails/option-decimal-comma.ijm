// covers: Gaussian Blur...
// input: cells-8.tif
// ends: error
// A number with a decimal comma, as many write it.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Gaussian Blur...", "sigma=2,5");
saveAs("Tiff", output + "/after.tif");
