// covers: Rotate...
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Rotate... ", "angle=25 grid=1 interpolation=Bilinear");
saveAs("Tiff", output + "/bilinear.tif");
close();
open(input + "/cells-8.tif");
setBackgroundColor(128, 128, 128);
run("Rotate... ", "angle=-40 grid=1 interpolation=Bicubic fill enlarge");
print(getWidth(), getHeight());
saveAs("Tiff", output + "/enlarged.tif");
close();
open(input + "/stack-8.tif");
run("Rotate... ", "angle=15 grid=1 interpolation=None stack");
saveAs("Tiff", output + "/stack.tif");
