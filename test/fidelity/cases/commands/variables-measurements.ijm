// covers: Set Measurements..., Measure
// input: cells-8.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
target = getTitle();
open(input + "/cells-8.tif");
digits = 5;
what = "area mean min";
run("Set Measurements...", what + " display redirect=&target decimal=digits");
makeOval(30, 30, 60, 40);
run("Measure");
saveAs("Results", output + "/redirected.csv");
run("Set Measurements...", "area mean redirect=None decimal=3");
