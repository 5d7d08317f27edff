// covers: Image Calculator...
// input: cells-8.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
open(input + "/cells-16.tif");
run("Image Calculator...", "image1=cells-16.tif operation=Divide image2=cells-8.tif create 32-bit");
selectImage("Result of cells-16.tif");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/ratio.tif");
