// covers: Add..., Multiply..., Subtract..., Divide...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
v = 120;
k = 1.5;
run("Add...", "value=v");
run("Multiply...", "value=&k");
run("Subtract...", "value=" + v / 2);
run("Divide...", "value=k");
saveAs("Tiff", output + "/math.tif");
