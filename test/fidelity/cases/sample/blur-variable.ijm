// covers: Gaussian Blur..., saveAs
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
s = 2.5;
run("Gaussian Blur...", "sigma=s");
getStatistics(area, mean, min, max, std);
print(area, mean, min, max, std);
saveAs("Tiff", output + "/blurred.tif");
