// covers: Enlarge..., Properties...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Properties...", "channels=1 slices=1 frames=1 unit=um pixel_width=0.5 pixel_height=0.5 voxel_depth=1");
makeRectangle(40, 40, 30, 24);
run("Enlarge...", "enlarge=2");
print(getValue("Area"));
makeRectangle(40, 40, 30, 24);
run("Enlarge...", "enlarge=2 pixel");
print(getValue("Area"));
