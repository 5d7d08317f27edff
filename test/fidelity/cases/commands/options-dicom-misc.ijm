// covers: DICOM..., Misc...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("DICOM...", "open");
run("Misc...", "divide=NaN");
open(input + "/cells-8.tif");
run("32-bit");
run("Duplicate...", "title=zero");
run("Set...", "value=0");
imageCalculator("Divide create 32-bit", "cells-8.tif", "zero");
selectImage("Result of cells-8.tif");
print(getPixel(50, 60), getPixel(0, 0));
