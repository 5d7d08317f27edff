// covers: RoiManager.selectByName, RoiManager.size, RoiManager.translate, RoiManager.selected
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
for (i = 0; i < 4; i++) {
	makeRectangle(5 + 10 * i, 6, 8, 8);
	Roi.setName("r" + i);
	roiManager("Add");
}
roiManager("select", newArray(0, 2));
print(RoiManager.selected + " of " + RoiManager.size);
RoiManager.selectByName("r1");
print(Roi.getName + " " + roiManager("index"));
RoiManager.translate(4, 5);
roiManager("select", 1);
getSelectionBounds(x, y, w, h);
print(x + " " + y + " " + w + " " + h);
roiManager("deselect");
roiManager("sort");
roiManager("save", output + "/sorted.zip");
