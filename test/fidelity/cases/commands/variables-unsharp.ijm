// covers: Unsharp Mask...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
r = 2;
weight = 0.7;
run("Unsharp Mask...", "radius=r mask=weight");
saveAs("Tiff", output + "/sharp.tif");
