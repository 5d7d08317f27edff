// covers: Surface Plot...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
size = 40;
extra = "shade smooth";
run("Surface Plot...", "polygon=size " + extra);
print(getWidth(), getHeight());
saveAs("Tiff", output + "/surface.tif");
