// covers: Image...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
newImage("Untitled", "16-bit ramp", 64, 48, 2);
saveAs("Tiff", output + "/ramp.tif");
run("Image...", "name=grey type=8-bit fill=White width=50 height=40 slices=3");
print(getTitle(), nSlices, getPixel(1, 1));
saveAs("Tiff", output + "/white.tif");
