// covers: roiManager
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(1, 1, 10, 10);
roiManager("Add");
roiManager("select", 4);
print("not reached");
