// covers: Bin...
// input: cells-16.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Bin...", "x=2 y=3 bin=Median");
saveAs("Tiff", output + "/median.tif");
close();
open(input + "/stack-8.tif");
run("Bin...", "x=4 y=2 z=2 bin=Sum");
print(nSlices, getWidth(), getHeight());
saveAs("Tiff", output + "/sum.tif");
