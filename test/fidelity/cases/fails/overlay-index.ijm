// covers: Overlay.activateSelection
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(1, 1, 5, 5);
Overlay.addSelection;
Overlay.activateSelection(2);
print("not reached");
