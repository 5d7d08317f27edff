// covers: RoiManager.size, RoiManager.select, RoiManager.selectByName, RoiManager.getIndex, RoiManager.getName, RoiManager.setGroup, RoiManager.selectGroup, RoiManager.setPosition, RoiManager.selectPosition, RoiManager.scale, RoiManager.rotate, RoiManager.translate, RoiManager.associateROIsWithSlices, RoiManager.restoreCentered, RoiManager.useNamesAsLabels
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
roiManager("open", input + "/rois.zip");
print(RoiManager.size, RoiManager.getName(2), RoiManager.getIndex("oval"), RoiManager.getIndex("none"));
RoiManager.select(1);
print(RoiManager.selected, Roi.getName);
RoiManager.setGroup(4);
RoiManager.selectByName("polygon");
RoiManager.setGroup(4);
RoiManager.selectGroup(4);
print(RoiManager.selected);
RoiManager.select(0);
RoiManager.setPosition(1);
RoiManager.selectPosition(0, 1, 0);
print(RoiManager.selected);
roiManager("deselect");
RoiManager.translate(3, 4);
RoiManager.select(0);
RoiManager.scale(1.5, 2, true);
RoiManager.select(1);
RoiManager.rotate(30);
RoiManager.select(2);
RoiManager.rotate(90, 10, 10);
RoiManager.associateROIsWithSlices(true);
RoiManager.restoreCentered(false);
RoiManager.useNamesAsLabels(true);
roiManager("deselect");
roiManager("save", output + "/changed.zip");
