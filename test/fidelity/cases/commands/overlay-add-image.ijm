// covers: Add Image...
// input: cells-8.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
open(input + "/cells-8.tif");
run("Add Image...", "image=rgb.tif x=20 y=30 opacity=70");
print(Overlay.size);
run("Flatten");
saveAs("Tiff", output + "/flat.tif");
