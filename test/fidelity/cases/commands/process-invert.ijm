// covers: Invert, Invert LUT
// input: cells-8.tif, cells-16.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Invert");
saveAs("Tiff", output + "/8.tif");
run("Invert LUT");
print(is("Inverting LUT"));
saveAs("Tiff", output + "/lut.tif");
open(input + "/cells-16.tif");
run("Invert");
saveAs("Tiff", output + "/16.tif");
open(input + "/float.tif");
run("Invert");
saveAs("Tiff", output + "/32.tif");
