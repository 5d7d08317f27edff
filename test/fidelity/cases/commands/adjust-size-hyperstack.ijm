// covers: Size...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Size...", "width=40 height=30 depth=6 time=2 average interpolation=Bilinear");
getDimensions(w, h, c, z, t);
print(w, h, c, z, t);
saveAs("Tiff", output + "/hyper.tif");
