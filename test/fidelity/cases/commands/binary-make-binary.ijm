// covers: Make Binary
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
setThreshold(80, 255);
run("Make Binary");
print(is("binary"), is("Inverting LUT"), getPixel(0, 0));
saveAs("Tiff", output + "/mask.tif");
