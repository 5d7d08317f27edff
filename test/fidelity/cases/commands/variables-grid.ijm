// covers: Grid...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
kind = "Points";
cell = 625;
color = "Red";
run("Grid...", "grid=&kind area=cell color=&color center");
print(Overlay.size);
saveAs("Tiff", output + "/grid.tif");
