// covers: Median...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
r = 3;
run("Median...", "radius=r");
saveAs("Tiff", output + "/median.tif");
