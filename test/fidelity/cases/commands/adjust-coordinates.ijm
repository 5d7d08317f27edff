// covers: Coordinates...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Coordinates...", "left=0 right=100 top=10 bottom=85 x_unit=um y_unit=[<same as x unit>]");
getVoxelSize(w, h, d, unit);
x = 10;
y = 20;
toScaled(x, y);
print(w, h, d, unit, x, y);
saveAs("Tiff", output + "/coordinates.tif");
