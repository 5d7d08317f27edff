// covers: Apply LUT, setMinAndMax
// input: cells-16.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
setMinAndMax(500, 9000);
saveAs("Tiff", output + "/range.tif");
call("ij.ImagePlus.setDefault16bitRange", 0);
resetMinAndMax();
run("Apply LUT");
saveAs("Tiff", output + "/applied.tif");
close();
open(input + "/rgb.tif");
setMinAndMax(30, 180);
run("Apply LUT");
saveAs("Tiff", output + "/rgb.tif");
