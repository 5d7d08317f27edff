// covers: Set Label..., Remove Slice Labels
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
setSlice(2);
run("Set Label...", "label=[second plane]");
print(getInfo("slice.label"), Property.getSliceLabel(2));
saveAs("Tiff", output + "/labeled.tif");
run("Remove Slice Labels");
print("[" + getInfo("slice.label") + "]");
