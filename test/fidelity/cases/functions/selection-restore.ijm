// covers: Restore Selection, Select All, Select None, Create Selection, selectionType, Roi.remove
// input: binary.tif, cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
setThreshold(128, 255);
run("Create Selection");
print(selectionType());
getStatistics(area, mean);
print(area + " " + mean);
run("Select None");
print(selectionType());
open(input + "/cells-8.tif");
run("Restore Selection");
print(selectionType());
run("Select All");
print(selectionType() + " " + getTitle());
Roi.remove;
print(selectionType());
