// covers: Subtract Background...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Subtract Background...", "rolling=12 separate");
saveAs("Tiff", output + "/separate.tif");
