// covers: Enlarge..., Make Band...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeOval(40, 40, 30, 24);
run("Enlarge...", "enlarge=6");
print(selectionType(), getValue("Area"));
run("Enlarge...", "enlarge=-9");
print(selectionType(), getValue("Area"));
run("Make Band...", "band=5");
print(selectionType(), getValue("Area"), getValue("Mean"));
saveAs("Selection", output + "/band.roi");
