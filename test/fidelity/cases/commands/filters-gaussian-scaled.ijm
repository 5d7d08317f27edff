// covers: Gaussian Blur..., Set Scale...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Set Scale...", "distance=2 known=1 unit=um");
run("Gaussian Blur...", "sigma=1.50 scaled");
saveAs("Tiff", output + "/scaled.tif");
