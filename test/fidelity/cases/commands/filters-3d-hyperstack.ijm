// covers: Mean 3D...
// input: hyper.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Mean 3D...", "x=1 y=1 z=1");
saveAs("Tiff", output + "/mean.tif");
