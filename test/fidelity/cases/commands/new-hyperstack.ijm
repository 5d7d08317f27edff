// covers: Hyperstack...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Hyperstack...", "title=five type=16-bit display=Composite width=60 height=50 channels=2 slices=3 frames=2 label");
getDimensions(w, h, c, z, t);
print(getTitle(), w, h, c, z, t, bitDepth());
Stack.getDisplayMode(mode);
print(mode);
saveAs("Tiff", output + "/five.tif");
