// covers: Options...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Options...", "iterations=2 count=3 black do=Open");
saveAs("Tiff", output + "/opened.tif");
run("Options...", "iterations=1 count=1 black do=Outline");
saveAs("Tiff", output + "/outline.tif");
