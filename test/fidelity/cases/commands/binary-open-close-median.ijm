// covers: Open, Close-, Median
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Options...", "iterations=2 count=1 black");
run("Open");
saveAs("Tiff", output + "/opened.tif");
run("Close-");
saveAs("Tiff", output + "/closed.tif");
run("Median", "radius=2");
saveAs("Tiff", output + "/median.tif");
