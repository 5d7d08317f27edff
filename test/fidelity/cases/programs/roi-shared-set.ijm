// covers: open, roiManager, Measure, List.setMeasurements
// input: rois.zip, cells-8.tif
// ends: well
// The regions of the experiment are opened and each gives a line in the log and a row.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
open(input + "/rois.zip");
n = roiManager("count");
run("Set Measurements...", "area mean shape redirect=None decimal=3");
for (i = 0; i < n; i++) {
	roiManager("select", i);
	List.setMeasurements;
	print(Roi.getType + " " + d2s(List.getValue("Area"), 1) + " " + d2s(List.getValue("Mean"), 2));
	run("Measure");
}
saveAs("Results", output + "/regions.csv");
