// covers: Select All, Select None, Restore Selection
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Select All");
getSelectionBounds(x, y, w, h);
print(x, y, w, h);
makeOval(12, 14, 33, 27);
run("Select None");
print(selectionType());
run("Restore Selection");
getSelectionBounds(x, y, w, h);
print(selectionType(), x, y, w, h);
