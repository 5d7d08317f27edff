// covers: Median 3D..., Gaussian Blur 3D...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
rx = 1;
rz = 2;
run("Median 3D...", "x=rx y=rx z=rz");
saveAs("Tiff", output + "/median.tif");
run("Gaussian Blur 3D...", "x=&rx y=&rx z=&rz");
saveAs("Tiff", output + "/blurred.tif");
