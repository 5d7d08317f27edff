// covers: Custom Filter..., Make Circular Selection...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
newImage("mask", "8-bit black", 256, 256, 1);
run("Make Circular Selection...", "radius=40");
setColor(255);
fill();
run("Select None");
open(input + "/cells-8.tif");
run("Custom Filter...", "filter=mask");
saveAs("Tiff", output + "/filtered.tif");
