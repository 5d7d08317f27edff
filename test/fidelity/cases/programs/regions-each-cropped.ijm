// covers: roiManager, RoiManager.getName, Crop, Duplicate..., Clear Outside
// input: cells-16.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-16.tif");
id = getImageID();
roiManager("reset");
roiManager("open", input + "/rois.zip");
setBackgroundColor(0, 0, 0);
for (i = 0; i < roiManager("count"); i++) {
  selectImage(id);
  roiManager("select", i);
  name = RoiManager.getName(i);
  if (selectionType() > 4) { print("skipped", name, selectionType()); continue; }
  run("Duplicate...", "title=[crop of " + name + "]");
  if (is("area") && selectionType() != 0) run("Clear Outside");
  getSelectionBounds(x, y, w, h);
  print(name, x, y, w, h, d2s(getValue("Mean"), 2));
  saveAs("Tiff", output + "/" + name + ".tif");
  close();
}
print(nImages);
