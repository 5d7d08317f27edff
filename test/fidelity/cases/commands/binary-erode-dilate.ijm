// covers: Erode, Dilate, Options...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Erode");
saveAs("Tiff", output + "/eroded.tif");
run("Dilate");
saveAs("Tiff", output + "/dilated.tif");
run("Options...", "iterations=3 count=2 black");
run("Erode");
saveAs("Tiff", output + "/eroded-3.tif");
run("Options...", "iterations=2 count=1 black pad edm=Overwrite");
run("Dilate");
saveAs("Tiff", output + "/dilated-2.tif");
