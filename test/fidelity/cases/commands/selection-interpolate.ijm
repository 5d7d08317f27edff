// covers: Interpolate
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makePolygon(20, 30, 60, 15, 75, 60, 50, 50, 30, 80);
run("Interpolate", "interval=5");
getSelectionCoordinates(x, y);
print(x.length, x[3], y[3]);
makePolygon(20, 30, 60, 15, 75, 60, 50, 50, 30, 80);
run("Interpolate", "interval=3 smooth adjust");
getSelectionCoordinates(x, y);
print(x.length, x[3], y[3]);
