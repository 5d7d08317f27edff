// covers: Fit Spline, Fit Circle, Fit Ellipse, Fit Rectangle, Convex Hull
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
names = newArray("Fit Spline", "Fit Circle", "Fit Ellipse", "Fit Rectangle", "Convex Hull");
for (i = 0; i < names.length; i++) {
  makePolygon(20, 30, 60, 15, 75, 60, 50, 50, 30, 80);
  run(names[i]);
  getSelectionBounds(x, y, w, h);
  print(names[i], selectionType(), x, y, w, h, getValue("Area"));
  saveAs("Selection", output + "/" + names[i] + ".roi");
}
