// covers: Find Maxima...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
low = 35;
type = "Count";
run("Find Maxima...", "prominence=low output=&type");
type = "Point Selection";
run("Find Maxima...", "prominence=&low output=[&type]");
print(getValue("selection.size"));
run("Select None");
type = "List";
run("Find Maxima...", "prominence=" + low + " output=[" + type + "]");
saveAs("Results", output + "/maxima.csv");
