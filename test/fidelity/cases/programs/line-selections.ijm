// covers: makeLine, Measure, getProfile, Line Width...
// input: cells-8.tif
// ends: well
// Length, angle and mean along three lines of different width.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "mean min redirect=None decimal=3");
for (k = 0; k < 3; k++) {
	run("Line Width...", "line=" + (2 * k + 1));
	makeLine(4, 5 + 8 * k, getWidth() - 6, 9 + 12 * k);
	run("Measure");
	p = getProfile();
	Array.getStatistics(p, lo, hi, avg);
	print("line " + k + ": " + p.length + " values, mean " + d2s(avg, 3));
}
run("Line Width...", "line=1");
saveAs("Results", output + "/lines.csv");
