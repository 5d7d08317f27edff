// covers: Translate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Translate...", "x=12 y=-7 interpolation=None");
saveAs("Tiff", output + "/whole.tif");
run("Translate...", "x=1.50 y=0.25 interpolation=Bicubic");
saveAs("Tiff", output + "/part.tif");
