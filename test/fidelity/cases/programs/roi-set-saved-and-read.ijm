// covers: roiManager, open, RoiManager.getName
// input: cells-8.tif
// ends: well
// A set of regions is saved, the manager is emptied, and open() reads the set again.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
for (i = 0; i < 3; i++) {
	makeRectangle(4 + 10 * i, 5 + 3 * i, 8, 9);
	roiManager("Add");
	roiManager("Select", i);
	roiManager("Rename", "field " + (i + 1));
}
roiManager("deselect");
roiManager("Save", output + "/RoiSet.zip");
roiManager("reset");
print("after reset: " + roiManager("count"));
open(output + "/RoiSet.zip");
print("after open: " + roiManager("count"));
for (i = 0; i < roiManager("count"); i++) {
	roiManager("select", i);
	getSelectionBounds(x, y, w, h);
	print(RoiManager.getName(i) + ": " + x + " " + y + " " + w + " " + h);
}
