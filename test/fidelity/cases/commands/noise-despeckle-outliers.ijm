// covers: Despeckle, Remove Outliers...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
for (i = 0; i < 40; i++) setPixel(7 * i % getWidth(), 11 * i % getHeight(), 255 * (i % 2));
run("Despeckle");
saveAs("Tiff", output + "/despeckled.tif");
close();
open(input + "/cells-8.tif");
for (i = 0; i < 40; i++) setPixel(7 * i % getWidth(), 11 * i % getHeight(), 255 * (i % 2));
run("Remove Outliers...", "radius=2 threshold=30 which=Bright");
run("Remove Outliers...", "radius=1 threshold=20 which=Dark");
saveAs("Tiff", output + "/outliers.tif");
