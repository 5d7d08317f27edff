// covers: Top Hat...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Top Hat...", "radius=5");
saveAs("Tiff", output + "/dark.tif");
close();
open(input + "/cells-8.tif");
run("Top Hat...", "radius=5 light");
saveAs("Tiff", output + "/light.tif");
close();
open(input + "/cells-8.tif");
run("Top Hat...", "radius=5 don't");
saveAs("Tiff", output + "/opened.tif");
