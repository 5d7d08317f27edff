// covers: Watershed
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Options...", "iterations=1 count=1 black");
run("Watershed");
saveAs("Tiff", output + "/watershed.tif");
