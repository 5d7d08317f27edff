// covers: Find Maxima...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Find Maxima...", "prominence=5 strict exclude output=Count");
run("Find Maxima...", "prominence=40 output=Count");
saveAs("Results", output + "/counts.csv");
