// covers: Image to Selection...
// input: cells-8.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
open(input + "/cells-8.tif");
run("Image to Selection...", "image=rgb.tif opacity=60");
print(selectionType());
run("Add Selection...");
print(Overlay.size);
run("Flatten");
saveAs("Tiff", output + "/flat.tif");
