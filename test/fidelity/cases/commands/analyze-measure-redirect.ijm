// covers: Measure, Set Measurements...
// input: cells-8.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
open(input + "/cells-8.tif");
setAutoThreshold("Otsu dark");
run("Convert to Mask");
run("Set Measurements...", "mean min display redirect=cells-16.tif decimal=3");
run("Create Selection");
run("Measure");
makeOval(30, 30, 60, 40);
run("Measure");
saveAs("Results", output + "/redirected.csv");
run("Set Measurements...", "mean min redirect=None decimal=3");
