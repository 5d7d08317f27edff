// covers: Gaussian Blur 3D...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Gaussian Blur 3D...", "x=2 y=1 z=1");
saveAs("Tiff", output + "/blurred.tif");
