// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
RoiManager.multiCrop(output + "/", " save png");
list = getFileList(output);
for (i = 0; i < list.length; i++) print(list[i]);
