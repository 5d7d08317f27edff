// covers: Min..., Max..., Gamma...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Min...", "value=25");
run("Max...", "value=200");
saveAs("Tiff", output + "/limits.tif");
run("Gamma...", "value=0.50");
saveAs("Tiff", output + "/gamma.tif");
