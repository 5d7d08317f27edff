// covers: Measure, Set Measurements...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Set Measurements...", "area mean min area_fraction limit redirect=None decimal=2");
setThreshold(7000, 65535);
run("Measure");
resetThreshold();
run("Measure");
saveAs("Results", output + "/limited.csv");
