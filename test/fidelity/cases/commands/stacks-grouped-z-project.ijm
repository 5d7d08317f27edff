// covers: Grouped Z Project...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Hyperstack to Stack");
run("Properties...", "channels=1 slices=12 frames=1 pixel_width=1 pixel_height=1 voxel_depth=1");
run("Grouped Z Project...", "projection=[Sum Slices] group=4");
print(getTitle(), nSlices, bitDepth());
saveAs("Tiff", output + "/grouped.tif");
