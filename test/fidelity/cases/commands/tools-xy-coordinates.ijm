// covers: Save XY Coordinates...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(40, 40, 25, 20);
run("Duplicate...", "title=part");
run("Save XY Coordinates...", "background=0 suppress save=[" + output + "/xy.csv]");
