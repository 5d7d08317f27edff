// covers: Subtract Background...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = 18;
run("Subtract Background...", "rolling=w");
saveAs("Tiff", output + "/plain.tif");
close();
open(input + "/cells-8.tif");
run("Subtract Background...", "rolling=&w sliding");
saveAs("Tiff", output + "/sliding.tif");
