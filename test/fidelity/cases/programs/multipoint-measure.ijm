// covers: makeSelection, Measure, getSelectionCoordinates
// input: cells-16.tif
// ends: well
// Counted spots are kept as a multi-point selection: a row a point.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Set Measurements...", "area mean centroid redirect=None decimal=2");
xs = newArray(5, 12, 20, 33);
ys = newArray(6, 9, 25, 14);
makeSelection("point", xs, ys);
run("Measure");
getSelectionCoordinates(px, py);
for (i = 0; i < px.length; i++)
	print("spot " + i + ": " + px[i] + ", " + py[i]);
print(nResults + " rows of " + px.length + " spots");
saveAs("Results", output + "/spots.csv");
