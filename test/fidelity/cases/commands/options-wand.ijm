// covers: Wand Tool...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Wand Tool...", "tolerance=20 mode=8-connected");
doWand(24, 24);
print(selectionType(), getValue("Area"));
doWand(24, 24, 40, "4-connected");
print(selectionType(), getValue("Area"));
saveAs("Selection", output + "/wand.roi");
