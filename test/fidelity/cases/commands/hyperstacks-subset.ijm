// covers: Make Subset...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Make Subset...", "channels=2 slices=2-3 frames=1-2");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t);
saveAs("Tiff", output + "/subset.tif");
