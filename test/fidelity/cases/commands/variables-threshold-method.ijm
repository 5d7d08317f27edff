// covers: Convert to Mask
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
method = "Li";
setAutoThreshold(method + " dark");
getThreshold(low, high);
print(low, high);
run("Convert to Mask");
saveAs("Tiff", output + "/mask.tif");
