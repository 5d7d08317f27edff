// covers: Grid...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Grid...", "grid=Lines area=400 color=Cyan bold center");
print(Overlay.size);
run("Grid...", "grid=Crosses area=900 color=Red");
print(Overlay.size);
saveAs("Tiff", output + "/grid.tif");
