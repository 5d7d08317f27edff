// covers: roiManager, open
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("open", input + "/rois.zip");
n = roiManager("count");
print(n);
for (i = 0; i < n; i++) {
  roiManager("select", i);
  getSelectionBounds(x, y, w, h);
  print(Roi.getName, Roi.getType, x, y, w, h);
}
