// covers: Surface Plot...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Surface Plot...", "polygon=60 shade draw_axis smooth");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/surface.tif");
