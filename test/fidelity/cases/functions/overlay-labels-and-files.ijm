// covers: Overlay.addRoi, Overlay.activateRoi, Overlay.removeRoi, Overlay.drawLabels, Overlay.setLabelColor, Overlay.setLabelFontSize, Overlay.useNamesAsLabels, Overlay.fill, Overlay.flatten, Overlay.cropAndSave
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
for (i = 0; i < 4; i++) {
  makeRectangle(10 + i * 50, 20 + i * 30, 40, 40);
  Roi.setName("box " + i);
  Overlay.addRoi;
}
run("Select None");
Overlay.cropAndSave(output + "/", "tif");
Overlay.activateRoi(2);
print(Roi.getName, selectionType());
run("Select None");
Overlay.removeRoi(0);
Overlay.setLabelColor("white", "black");
Overlay.setLabelFontSize(12, "scale");
Overlay.useNamesAsLabels(true);
Overlay.drawLabels(true);
saveAs("Tiff", output + "/labels.tif");
run("Duplicate...", "title=filled");
Overlay.flatten;
saveAs("Tiff", output + "/flat.tif");
selectImage("labels.tif");
Overlay.fill("gray", "black");
Overlay.remove;
saveAs("Tiff", output + "/filled.tif");
