// covers: Roi.contains, Roi.move, Roi.getBounds, Roi.getFloatBounds, Roi.getCoordinates, Roi.getContainedPoints, selectionContains
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makePolygon(5, 5, 20, 8, 14, 22);
Roi.getCoordinates(x, y);
Array.print(x); Array.print(y);
print(Roi.contains(12, 10) + " " + Roi.contains(5, 20) + " " + selectionContains(10, 8));
Roi.move(30, 25);
Roi.getBounds(bx, by, bw, bh);
print(bx + " " + by + " " + bw + " " + bh);
Roi.getFloatBounds(bx, by, bw, bh);
print(bx + " " + by + " " + bw + " " + bh);
Roi.getContainedPoints(px, py);
print(px.length + " " + px[0] + " " + py[0]);
