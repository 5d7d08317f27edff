// covers: Convert to Mask
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
setAutoThreshold("Otsu dark");
setOption("BlackBackground", true);
run("Convert to Mask");
print(is("Inverting LUT"), getValue("Mean"));
saveAs("Tiff", output + "/black.tif");
close();
open(input + "/cells-8.tif");
setAutoThreshold("Otsu dark");
setOption("BlackBackground", false);
run("Convert to Mask");
print(is("Inverting LUT"), getValue("Mean"));
saveAs("Tiff", output + "/white.tif");
