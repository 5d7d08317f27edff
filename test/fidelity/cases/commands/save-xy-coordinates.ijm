// covers: XY Coordinates..., XY Coordinates...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makePolygon(20, 20, 70, 25, 60, 80, 30, 60);
saveAs("XY Coordinates", output + "/xy.txt");
run("Select None");
run("XY Coordinates... ", "open=[" + output + "/xy.txt]");
print(selectionType(), getValue("Area"));
