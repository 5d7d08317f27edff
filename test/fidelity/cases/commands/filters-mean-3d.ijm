// covers: Mean 3D...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Mean 3D...", "x=1 y=3 z=2");
saveAs("Tiff", output + "/mean.tif");
