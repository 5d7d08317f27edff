// covers: Add to Manager
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(10, 10, 20, 30);
run("Add to Manager");
makeOval(50, 50, 20, 30);
run("Add to Manager");
print(roiManager("count"), RoiManager.getName(0), RoiManager.getName(1));
roiManager("Save", output + "/rois.zip");
