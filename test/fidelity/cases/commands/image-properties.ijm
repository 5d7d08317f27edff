// covers: Properties...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Properties...", "channels=2 slices=3 frames=2 pixel_width=0.25 pixel_height=0.25 voxel_depth=1.5 frame=[2 sec] origin=5,6 unit=micron");
getVoxelSize(w, h, d, unit);
print(w, h, d, unit, Stack.getFrameInterval());
saveAs("Tiff", output + "/properties.tif");
