// covers: Measure, Set Measurements...
// input: binary.tif, cells-16.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
open(input + "/binary.tif");
run("Set Measurements...", "mean min display redirect=cells-16.tif decimal=3");
makeOval(30, 30, 60, 40);
run("Measure");
saveAs("Results", output + "/redirected.csv");
