// covers: Min..., Max..., Gamma..., Set...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
low = 0.25;
high = 1.75;
g = 0.8;
run("Min...", "value=low");
run("Max...", "value=high");
run("Gamma...", "value=g");
makeRectangle(0, 0, 20, 20);
run("Set...", "value=&high");
run("Select None");
saveAs("Tiff", output + "/limits.tif");
