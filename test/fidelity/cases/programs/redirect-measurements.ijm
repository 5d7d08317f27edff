// covers: Set Measurements..., Analyze Particles..., run
// input: cells-8.tif, cells-16.tif
// ends: well
// Objects of a mask, intensities redirected to another image whose name is in a variable.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
target = getTitle();
open(input + "/cells-8.tif");
setOption("BlackBackground", true);
setThreshold(60, 255);
run("Convert to Mask");
run("Set Measurements...", "area mean min redirect=[" + target + "] decimal=2");
run("Analyze Particles...", "size=2-Infinity display exclude clear");
saveAs("Results", output + "/redirected.csv");
first = nResults;
run("Set Measurements...", "area mean min redirect=[&target] decimal=2");
run("Analyze Particles...", "size=2-Infinity display exclude clear");
if (nResults == first) print("the same number");
saveAs("Results", output + "/again.csv");
run("Set Measurements...", "area redirect=None decimal=2");
