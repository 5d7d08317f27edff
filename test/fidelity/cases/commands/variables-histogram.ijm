// covers: Histogram
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
n = 40;
top = 20000;
run("Histogram", "bins=n x_min=0 x_max=&top y_max=Auto");
print(getTitle());
saveAs("Tiff", output + "/histogram.tif");
