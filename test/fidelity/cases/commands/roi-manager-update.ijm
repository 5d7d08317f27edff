// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
roiManager("Select", 1);
run("Enlarge...", "enlarge=5");
roiManager("Update");
roiManager("Select", 0);
roiManager("translate", 15, 10);
getSelectionBounds(x, y, w, h);
print(x, y, w, h);
roiManager("Deselect");
roiManager("Save", output + "/updated.zip");
