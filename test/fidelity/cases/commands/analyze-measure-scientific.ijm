// covers: Measure, Set Measurements...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Set Measurements...", "area mean min centroid invert scientific redirect=None decimal=5");
makeRectangle(20, 25, 40, 30);
run("Measure");
saveAs("Results", output + "/scientific.csv");
