// covers: Median 3D...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Median 3D...", "x=2 y=2 z=1");
saveAs("Tiff", output + "/median.tif");
