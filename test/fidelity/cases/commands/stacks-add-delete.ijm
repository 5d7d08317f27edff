// covers: Add Slice, Delete Slice, Next Slice [>], Previous Slice [<], Set Slice...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Slice...", "slice=3");
run("Next Slice [>]");
print(getSliceNumber());
run("Delete Slice");
run("Previous Slice [<]");
run("Add Slice");
print(getSliceNumber(), nSlices);
saveAs("Tiff", output + "/changed.tif");
