// covers: Make Inverse, Create Mask, Create Selection
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeOval(30, 30, 50, 40);
run("Make Inverse");
print(selectionType(), getValue("Area"));
run("Create Mask");
print(getTitle());
saveAs("Tiff", output + "/mask.tif");
run("Create Selection");
print(selectionType(), getValue("Area"));
saveAs("Selection", output + "/again.roi");
