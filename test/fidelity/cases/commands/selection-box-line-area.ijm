// covers: To Bounding Box, Line to Area, Area to Line
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeOval(20, 30, 40, 20);
run("To Bounding Box");
print(selectionType(), getValue("Area"));
makeLine(10, 10, 60, 40, 6);
run("Line to Area");
print(selectionType(), getValue("Area"));
makePolygon(20, 30, 60, 15, 75, 60);
run("Area to Line");
print(selectionType(), getValue("Length"));
