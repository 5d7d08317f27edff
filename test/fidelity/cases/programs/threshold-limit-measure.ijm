// covers: setAutoThreshold, Set Measurements..., Measure, Create Selection
// input: cells-16.tif
// ends: well
// Intensity within the threshold only, and the same by a selection.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Set Measurements...", "area mean min area_fraction limit redirect=None decimal=3");
setAutoThreshold("Otsu dark");
run("Measure");
run("Create Selection");
run("Set Measurements...", "area mean min redirect=None decimal=3");
resetThreshold();
run("Measure");
print(getResult("Area", 0) + " " + getResult("Area", 1));
saveAs("Results", output + "/limit.csv");
saveAs("Selection", output + "/cells.roi");
