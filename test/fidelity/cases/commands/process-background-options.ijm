// covers: Subtract Background...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Subtract Background...", "rolling=15 sliding disable");
saveAs("Tiff", output + "/sliding.tif");
close();
open(input + "/cells-16.tif");
run("Subtract Background...", "rolling=25 create");
saveAs("Tiff", output + "/background.tif");
close();
open(input + "/cells-16.tif");
run("Subtract Background...", "rolling=25 light");
saveAs("Tiff", output + "/light.tif");
