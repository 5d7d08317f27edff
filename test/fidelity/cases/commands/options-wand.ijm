// covers: Wand Tool...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Wand Tool...", "tolerance=20 mode=8-connected");
doWand(48, 52);
print(selectionType());
doWand(48, 52, 40, "4-connected");
print(selectionType(), getValue("Area"));
saveAs("Selection", output + "/wand.roi");
