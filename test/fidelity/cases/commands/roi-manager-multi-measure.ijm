// covers: ROI Manager...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
makeRectangle(10, 10, 30, 30);
roiManager("Add");
makeOval(50, 40, 40, 30);
roiManager("Add");
run("Set Measurements...", "area mean redirect=None decimal=3");
roiManager("Deselect");
roiManager("multi-measure measure_all one append");
saveAs("Results", output + "/one-row.csv");
run("Clear Results");
roiManager("multi-measure measure_all");
saveAs("Results", output + "/rows.csv");
