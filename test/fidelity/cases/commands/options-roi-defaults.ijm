// covers: Roi Defaults...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Roi Defaults...", "color=green stroke=3 group=0");
makeRectangle(20, 20, 50, 40);
print(Roi.getDefaultColor, Roi.getDefaultGroup);
saveAs("Selection", output + "/default.roi");
