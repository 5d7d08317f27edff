// covers: HSB Stack, RGB Color, Stack to RGB
// input: rgb.tif, hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("HSB Stack");
run("RGB Color");
print(bitDepth(), nSlices);
saveAs("Tiff", output + "/hsb.tif");
close();
setBatchMode(true);
open(input + "/hyper.tif");
run("Stack to RGB", "slices frames keep");
getDimensions(w, h, c, z, t);
print(bitDepth(), c, z, t, nImages, getTitle());
saveAs("Tiff", output + "/hyper.tif");
