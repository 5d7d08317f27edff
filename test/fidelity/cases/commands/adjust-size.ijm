// covers: Size...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Size...", "width=100 height=90 depth=1 average interpolation=Bicubic");
saveAs("Tiff", output + "/small.tif");
