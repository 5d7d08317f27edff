// covers: Enhance Contrast...
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Enhance Contrast...", "saturated=0.35 equalize");
saveAs("Tiff", output + "/equalized.tif");
close();
open(input + "/stack-8.tif");
run("Enhance Contrast...", "saturated=0.35 normalize process_all use");
saveAs("Tiff", output + "/stack.tif");
