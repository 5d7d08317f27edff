// covers: imageCalculator, rename
// input: cells-8.tif, binary.tif
// ends: well
// Images are named, and combined by title.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
rename("signal");
run("Duplicate...", "title=background");
run("Gaussian Blur...", "sigma=12");
imageCalculator("Subtract create", "signal", "background");
print(getTitle());
saveAs("Tiff", output + "/corrected.tif");
imageCalculator("Difference create 32-bit", "signal", "background");
saveAs("Tiff", output + "/difference.tif");
open(input + "/binary.tif");
rename("mask");
imageCalculator("AND", "signal", "mask");
selectWindow("signal");
getStatistics(area, mean);
print(d2s(mean, 4));
saveAs("Tiff", output + "/masked.tif");
