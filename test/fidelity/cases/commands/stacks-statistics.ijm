// covers: Statistics
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Statistics");
saveAs("Results", output + "/statistics.csv");
