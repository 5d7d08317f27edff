// covers: Stack to Hyperstack..., Hyperstack to Stack
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Hyperstack to Stack");
getDimensions(w, h, c, z, t);
print(c, z, t);
run("Stack to Hyperstack...", "order=xyzct channels=2 slices=3 frames=2 display=Color");
getDimensions(w, h, c, z, t);
Stack.getDisplayMode(mode);
print(c, z, t, mode);
saveAs("Tiff", output + "/reordered.tif");
