// covers: From ROI Manager, To ROI Manager
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
run("From ROI Manager");
print(Overlay.size);
roiManager("reset");
run("To ROI Manager");
print(roiManager("count"), Overlay.size);
roiManager("Save", output + "/rois.zip");
