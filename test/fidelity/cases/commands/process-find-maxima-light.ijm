// covers: Find Maxima...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Invert");
setThreshold(0, 150);
run("Find Maxima...", "prominence=10 above light output=[Point Selection]");
print(selectionType(), getValue("selection.size"));
