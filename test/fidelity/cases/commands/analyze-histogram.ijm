// covers: Histogram
// input: cells-8.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
getHistogram(values, counts, 256);
print(counts[0], counts[100]);
run("Histogram");
print(getTitle(), getWidth(), getHeight());
close();
open(input + "/cells-16.tif");
getHistogram(values, counts, 32);
for (i = 0; i < 6; i++) print(values[i], counts[i]);
run("Histogram", "bins=64 x_min=0 x_max=20000 y_max=Auto");
saveAs("Tiff", output + "/histogram.tif");
