// covers: Gaussian Blur...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Gaussian Blur...", "sigma=2.50");
saveAs("Tiff", output + "/blurred.tif");
