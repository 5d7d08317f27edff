// covers: roiManager, Set Measurements...
// input: cells-8.tif, cells-16.tif
// ends: well
// One set of regions is measured on two images by the ROI Manager.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Set Measurements...", "area mean display redirect=None decimal=3");
open(input + "/cells-8.tif");
makeRectangle(2, 2, 15, 12);
roiManager("Add");
makeOval(20, 10, 14, 18);
roiManager("Add");
makeLine(3, 30, 35, 22);
roiManager("Add");
roiManager("deselect");
roiManager("Measure");
first = nResults;
open(input + "/cells-16.tif");
roiManager("deselect");
roiManager("Measure");
print("after the first " + first + ", after the second " + nResults);
saveAs("Results", output + "/both.csv");
