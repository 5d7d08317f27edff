// covers: Enlarge..., Make Band..., Interpolate, Scale...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
n = 7;
makeOval(40, 40, 40, 30);
run("Enlarge...", "enlarge=n");
print(getValue("Area"));
run("Make Band...", "band=&n");
print(getValue("Area"));
makePolygon(20, 30, 60, 15, 75, 60);
run("Interpolate", "interval=n");
getSelectionCoordinates(x, y);
print(x.length);
f = 1.5;
makeRectangle(40, 40, 20, 10);
run("Scale... ", "x=f y=&f centered");
getSelectionBounds(left, top, w, h);
print(left, top, w, h);
saveAs("Selection", output + "/scaled.roi");
