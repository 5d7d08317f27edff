// covers: Subtract...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
makeRectangle(30, 40, 40, 40);
getStatistics(area, mean, min, max);
run("Select None");
run("Subtract...", "value=mean");
print(mean);
saveAs("Tiff", output + "/subtracted.tif");
