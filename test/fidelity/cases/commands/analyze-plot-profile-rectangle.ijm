// covers: Plot Profile
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 20, 80, 40);
run("Plot Profile");
saveAs("Tiff", output + "/plot.tif");
Plot.getValues(x, y);
print(x.length, y[0], y[40]);
