// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
roiManager("Select", 0);
roiManager("Rename", "z-last");
roiManager("Select", 1);
roiManager("Rename", "a-first");
roiManager("Set Color", "magenta");
roiManager("Set Line Width", 3);
roiManager("Sort");
for (i = 0; i < roiManager("count"); i++) print(call("ij.plugin.frame.RoiManager.getName", i));
roiManager("Select", 0);
print(Roi.getName, Roi.getStrokeColor);
roiManager("Delete");
print(roiManager("count"));
roiManager("Save", output + "/rest.zip");
