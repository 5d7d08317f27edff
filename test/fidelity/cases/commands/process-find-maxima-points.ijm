// covers: Find Maxima...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Find Maxima...", "prominence=10 output=[Point Selection]");
getSelectionCoordinates(x, y);
print(x.length);
for (i = 0; i < x.length; i++) print(x[i], y[i]);
