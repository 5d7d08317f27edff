// covers: Set Scale..., getPixelSize, setVoxelSize, Properties..., toScaled, toUnscaled
// input: cells-8.tif
// ends: well
// A scale is set; areas and lengths come in micrometres.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Set Scale...", "distance=10 known=5 unit=um");
getPixelSize(unit, pw, ph);
print(unit.length + " " + pw + " " + ph);
run("Set Measurements...", "area mean centroid perimeter redirect=None decimal=3");
makeRectangle(2, 4, 20, 10);
run("Measure");
x = 7;
toScaled(x);
print(x);
toUnscaled(x);
print(x);
setVoxelSize(0.25, 0.25, 2, "mm");
run("Measure");
saveAs("Results", output + "/scaled.csv");
run("Properties...", "channels=1 slices=1 frames=1 pixel_width=3 pixel_height=3 voxel_depth=3 unit=pixel");
run("Measure");
print(d2s(getResult("Area", 2), 2));
saveAs("Tiff", output + "/scaled.tif");
