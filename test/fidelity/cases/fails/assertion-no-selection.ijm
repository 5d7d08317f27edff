// covers: Fit Spline
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Select None");
run("Fit Spline");
print("not reached");
