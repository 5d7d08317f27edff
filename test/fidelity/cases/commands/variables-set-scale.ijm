// covers: Set Scale..., Properties...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
px = 3.2;
len = 5;
u = "mm";
run("Set Scale...", "distance=px known=len unit=&u");
getPixelSize(unit, w, h);
print(unit, w, h);
pw = 0.125;
run("Properties...", "channels=1 slices=1 frames=1 unit=&u pixel_width=pw pixel_height=&pw voxel_depth=" + pw * 2);
getVoxelSize(w, h, d, unit);
print(unit, w, h, d);
saveAs("Tiff", output + "/scaled.tif");
