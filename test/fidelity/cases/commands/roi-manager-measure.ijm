// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("ROI Manager...");
roiManager("Open", input + "/rois.zip");
run("Set Measurements...", "area mean centroid display redirect=None decimal=3");
roiManager("Deselect");
roiManager("Measure");
saveAs("Results", output + "/measured.csv");
print(nResults);
