// covers: Variance...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Variance...", "radius=2");
saveAs("Tiff", output + "/variance.tif");
