// covers: Make Montage..., setMetadata, getInfo
// input: stack-8.tif
// ends: well
// Slice labels, and a montage of the stack.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
for (s = 1; s <= nSlices; s++) {
	setSlice(s);
	setMetadata("Label", "day " + s);
}
setSlice(3);
print(getInfo("slice.label") + " | " + getMetadata("Label"));
saveAs("Tiff", output + "/labelled.tif");
columns = 3;
run("Make Montage...", "columns=" + columns + " rows=2 scale=0.5 border=1");
print(getTitle() + " " + (getWidth() / getHeight() > 1));
saveAs("PNG", output + "/montage.png");
