// covers: Add..., Multiply...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Add...", "value=25 stack");
setSlice(2);
run("Multiply...", "value=0.50 slice");
saveAs("Tiff", output + "/stack.tif");
