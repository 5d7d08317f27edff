// covers: Roi.getDefaultColor, Roi.getDefaultGroup, Roi.setDefaultGroup, Roi.getDefaultStrokeWidth, Roi.setDefaultStrokeWidth, Roi.getGroup, Roi.setGroup, Roi.getGroupNames, Roi.setGroupNames, Roi.setPosition, Roi.getPosition, Roi.setUnscalableStrokeWidth, Roi.getStrokeWidth, Roi.getStrokeColor, Roi.getFillColor, Roi.setFillColor, Roi.setAntiAlias
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
print(Roi.getDefaultColor, Roi.getDefaultGroup, Roi.getDefaultStrokeWidth);
Roi.setGroupNames("nuclei,cells,background");
print(Roi.getGroupNames);
open(input + "/hyper.tif");
Roi.setDefaultGroup(2);
makeRectangle(5, 5, 20, 10);
print(Roi.getGroup, Roi.getStrokeColor);
saveAs("Selection", output + "/second.roi");
Roi.setGroup(3);
print(Roi.getGroup, Roi.getStrokeColor);
Roi.setPosition(2, 3, 1);
Roi.getPosition(c, z, t);
print(c, z, t);
Roi.setDefaultGroup(0);
Roi.setDefaultStrokeWidth(4);
makeLine(1, 1, 30, 30);
print(Roi.getStrokeWidth, Roi.getDefaultStrokeWidth);
Roi.setUnscalableStrokeWidth(2);
makeOval(10, 10, 20, 20);
Roi.setAntiAlias(true);
Roi.setFillColor("#8000ff00");
print(Roi.getFillColor, Roi.getStrokeColor);
Overlay.addSelection;
saveAs("Tiff", output + "/filled.tif");
