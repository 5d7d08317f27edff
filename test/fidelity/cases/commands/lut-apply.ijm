// covers: Apply LUT
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
setMinAndMax(20, 180);
run("Apply LUT");
saveAs("Tiff", output + "/applied.tif");
close();
open(input + "/stack-8.tif");
setMinAndMax(50, 200);
run("Apply LUT", "stack");
saveAs("Tiff", output + "/stack.tif");
