// covers: Top Hat...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
size = 6;
light = "light";
run("Top Hat...", "radius=size " + light);
saveAs("Tiff", output + "/hat.tif");
