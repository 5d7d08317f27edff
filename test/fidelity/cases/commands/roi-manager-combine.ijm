// covers: ROI Manager...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 20, 50, 40);
roiManager("Add");
makeOval(40, 30, 50, 50);
roiManager("Add");
roiManager("Select", newArray(0, 1));
roiManager("Combine");
print(selectionType(), getValue("Area"));
roiManager("Select", newArray(0, 1));
roiManager("AND");
print(selectionType(), getValue("Area"));
roiManager("Select", newArray(0, 1));
roiManager("XOR");
print(selectionType(), getValue("Area"));
roiManager("Add");
roiManager("Select", 2);
roiManager("Split");
print(roiManager("count"));
roiManager("Deselect");
roiManager("Save", output + "/rois.zip");
