// covers: Scale..., Rotate..., Translate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 25, 40, 30);
run("Scale... ", "x=1.5 y=0.5 centered");
getSelectionBounds(x, y, w, h);
print(x, y, w, h);
run("Rotate...", "  angle=30");
print(selectionType(), getValue("Area"));
run("Translate... ", "x=10 y=-5");
getSelectionBounds(x, y, w, h);
print(x, y, w, h);
saveAs("Selection", output + "/moved.roi");
