// covers: Size...
// input: cells-8.tif, hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Size...", "width=100 height=90 depth=1 average interpolation=Bicubic");
saveAs("Tiff", output + "/small.tif");
close();
open(input + "/hyper.tif");
run("Size...", "width=40 height=30 depth=6 time=2 average interpolation=Bilinear");
getDimensions(w, h, c, z, t);
print(w, h, c, z, t);
saveAs("Tiff", output + "/hyper.tif");
