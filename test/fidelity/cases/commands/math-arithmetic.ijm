// covers: Add..., Subtract..., Multiply..., Divide...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Add...", "value=200");
run("Multiply...", "value=1.25");
run("Subtract...", "value=500");
run("Divide...", "value=3");
saveAs("Tiff", output + "/result.tif");
