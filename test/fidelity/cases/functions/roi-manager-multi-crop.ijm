// covers: RoiManager.multiCrop, roiManager
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
roiManager("open", input + "/rois.zip");
roiManager("select", newArray(0, 1, 2));
RoiManager.multiCrop(output + "/", " save tif");
names = getFileList(output);
print(names.length);
