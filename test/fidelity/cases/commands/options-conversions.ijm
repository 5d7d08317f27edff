// covers: Conversions..., 8-bit
// input: cells-16.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Conversions...", "scale");
run("8-bit");
saveAs("Tiff", output + "/scaled.tif");
close();
open(input + "/cells-16.tif");
run("Conversions...", " ");
run("8-bit");
saveAs("Tiff", output + "/clipped.tif");
close();
open(input + "/rgb.tif");
run("Conversions...", "scale weighted");
run("8-bit");
saveAs("Tiff", output + "/weighted.tif");
