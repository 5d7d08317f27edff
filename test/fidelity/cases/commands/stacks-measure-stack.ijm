// covers: Measure Stack..., Set Measurements...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Measurements...", "area mean min integrated stack redirect=None decimal=3");
makeOval(20, 20, 50, 40);
run("Measure Stack...");
saveAs("Results", output + "/stack.csv");
