// covers: Remove NaNs..., NaN Background
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
setThreshold(0.5, 1000);
run("NaN Background");
saveAs("Tiff", output + "/nan.tif");
run("Remove NaNs...", "radius=2");
saveAs("Tiff", output + "/filled.tif");
