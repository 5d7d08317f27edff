// covers: Find Maxima..., Measure, getSelectionCoordinates
// input: cells-8.tif
// ends: well
// Nuclei are found as maxima; the selection of points is measured.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "mean centroid redirect=None decimal=1");
level = 30;
run("Find Maxima...", "prominence=" + level + " output=[Point Selection]");
if (selectionType() == 10) {
	run("Measure");
	print("maxima and rows: " + nResults);
	getSelectionCoordinates(x, y);
	print("coordinates: " + x.length);
} else
	print("no maxima");
saveAs("Results", output + "/maxima.csv");
run("Find Maxima...", "prominence=" + level + " output=[Single Points]");
saveAs("PNG", output + "/maxima.png");
