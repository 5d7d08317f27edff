// covers: roiManager
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/no-set.zip");
print("regions " + roiManager("count"));
