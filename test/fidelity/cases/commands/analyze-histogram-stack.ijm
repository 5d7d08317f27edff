// covers: Histogram
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Histogram", "stack");
print(getTitle());
saveAs("Tiff", output + "/histogram.tif");
