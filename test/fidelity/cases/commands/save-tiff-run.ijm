// covers: Tiff...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Enhance Contrast", "saturated=0.35");
run("Tiff...", "save=[" + output + "/copy.tif]");
print(getTitle());
