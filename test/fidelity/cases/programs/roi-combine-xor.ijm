// covers: roiManager, Make Inverse, getStatistics
// input: cells-8.tif
// ends: well
// Combined, common and separate parts of two overlapping regions.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(5, 5, 20, 20);
roiManager("add");
makeOval(15, 15, 20, 20);
roiManager("add");
ops = newArray("Combine", "AND", "XOR");
for (i = 0; i < ops.length; i++) {
	roiManager("select", newArray(0, 1));
	roiManager(ops[i]);
	getStatistics(area, mean);
	print(ops[i] + ": " + area + " " + d2s(mean, 3));
	roiManager("add");
}
run("Make Inverse");
getStatistics(area);
print("inverse: " + area);
roiManager("deselect");
roiManager("save", output + "/parts.zip");
print(roiManager("count"));
