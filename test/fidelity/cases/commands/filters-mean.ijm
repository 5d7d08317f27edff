// covers: Mean...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Mean...", "radius=1.5");
saveAs("Tiff", output + "/mean.tif");
