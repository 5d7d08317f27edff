// covers: Enhance Contrast...
// input: cells-16.tif, cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
sat = 2;
run("Enhance Contrast...", "saturated=sat");
getMinAndMax(low, high);
print(low, high);
close();
open(input + "/cells-8.tif");
run("Enhance Contrast...", "saturated=&sat normalize");
saveAs("Tiff", output + "/normalized.tif");
