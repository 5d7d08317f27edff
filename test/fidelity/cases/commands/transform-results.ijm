// covers: Image to Results, Results to Image
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 20, 8, 6);
run("Crop");
run("Image to Results");
saveAs("Results", output + "/pixels.csv");
run("Results to Image");
print(getWidth(), getHeight(), bitDepth());
saveAs("Tiff", output + "/again.tif");
