// covers: Minimum..., Maximum...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Minimum...", "radius=3");
saveAs("Tiff", output + "/minimum.tif");
run("Maximum...", "radius=3");
saveAs("Tiff", output + "/maximum.tif");
