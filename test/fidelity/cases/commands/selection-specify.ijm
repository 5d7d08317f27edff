// covers: Specify...
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Specify...", "width=30 height=20 x=50 y=40 oval centered");
getSelectionBounds(x, y, w, h);
print(selectionType(), x, y, w, h);
close();
open(input + "/stack-8.tif");
run("Specify...", "width=12 height=18 x=5 y=6 slice=3");
getSelectionBounds(x, y, w, h);
print(getSliceNumber(), x, y, w, h);
