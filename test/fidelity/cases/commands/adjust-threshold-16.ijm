// covers: setAutoThreshold, getThreshold
// input: cells-16.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
setAutoThreshold("Otsu dark no-reset");
getThreshold(low, high);
print(low, high);
setAutoThreshold("Otsu dark 16-bit no-reset");
getThreshold(low, high);
print(low, high);
close();
open(input + "/float.tif");
setAutoThreshold("Li dark");
getThreshold(low, high);
print(low, high);
