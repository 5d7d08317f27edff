// covers: Gaussian Blur 3D...
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Gaussian Blur 3D...", "x=wide y=2 z=1");
saveAs("Tiff", output + "/blurred.tif");
