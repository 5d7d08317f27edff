// covers: Measure Stack...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Set Measurements...", "mean min stack display redirect=None decimal=3");
run("Measure Stack...", "channels slices frames order=czt(default)");
saveAs("Results", output + "/hyper.csv");
