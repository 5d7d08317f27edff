// covers: imageCalculator
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
imageCalculator("Add create", "cells-8.tif", "background");
saveAs("Tiff", output + "/after.tif");
