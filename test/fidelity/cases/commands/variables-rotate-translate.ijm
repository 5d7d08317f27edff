// covers: Rotate..., Translate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
angle = 12.5;
how = "Bicubic";
run("Rotate... ", "angle=angle grid=1 interpolation=&how");
saveAs("Tiff", output + "/rotated.tif");
dx = 9;
dy = -4;
run("Translate...", "x=dx y=&dy interpolation=None");
saveAs("Tiff", output + "/translated.tif");
