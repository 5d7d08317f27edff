// covers: Enhance Contrast...
// input: cells-8.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Enhance Contrast...", "saturated=0.35");
getMinAndMax(low, high);
print(low, high);
saveAs("Tiff", output + "/range.tif");
close();
open(input + "/cells-8.tif");
run("Enhance Contrast...", "saturated=1 normalize");
saveAs("Tiff", output + "/normalized.tif");
