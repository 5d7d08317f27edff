// covers: 8-bit, 16-bit, 32-bit, RGB Color, 8-bit Color
// input: cells-8.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("16-bit");
saveAs("Tiff", output + "/16.tif");
run("32-bit");
saveAs("Tiff", output + "/32.tif");
run("8-bit");
saveAs("Tiff", output + "/8.tif");
run("RGB Color");
saveAs("Tiff", output + "/rgb.tif");
close();
open(input + "/rgb.tif");
run("8-bit Color", "number=16");
saveAs("Tiff", output + "/indexed.tif");
