// covers: Outline, Fill Holes, Skeletonize
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Options...", "iterations=1 count=1 black");
run("Outline");
saveAs("Tiff", output + "/outline.tif");
run("Fill Holes");
saveAs("Tiff", output + "/filled.tif");
run("Skeletonize");
saveAs("Tiff", output + "/skeleton.tif");
