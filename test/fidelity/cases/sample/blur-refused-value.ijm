// covers: Gaussian Blur...
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
print("before");
run("Gaussian Blur...", "sigma=abc");
saveAs("Tiff", output + "/blurred.tif");
