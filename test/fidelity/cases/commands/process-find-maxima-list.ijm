// covers: Find Maxima...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Find Maxima...", "prominence=1000 output=List");
saveAs("Results", output + "/maxima.csv");
