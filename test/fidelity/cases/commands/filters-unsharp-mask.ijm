// covers: Unsharp Mask...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Unsharp Mask...", "radius=1.5 mask=0.60");
saveAs("Tiff", output + "/sharp.tif");
