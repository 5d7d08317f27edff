// covers: Median 3D...
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
r = 1;
run("Median 3D...", "x=r*2 y=r z=r");
saveAs("Tiff", output + "/median.tif");
