// covers: Mean...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
radius = 3;
run("Mean...", "radius=&radius stack");
saveAs("Tiff", output + "/mean.tif");
