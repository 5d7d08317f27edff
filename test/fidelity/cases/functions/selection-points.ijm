// covers: makePoint, getSelectionCoordinates
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
makePoint(5.5, 6.25, "small yellow hybrid add");
setSlice(3);
makePoint(20, 21);
setKeyDown("shift");
makePoint(30, 31);
setKeyDown("none");
getSelectionCoordinates(x, y);
Array.print(x); Array.print(y);
run("Properties... ", "list");
print(selectionType() + " " + Roi.size);
saveAs("Selection", output + "/points.roi");
