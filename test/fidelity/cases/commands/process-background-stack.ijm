// covers: Subtract Background...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Subtract Background...", "rolling=10 stack");
saveAs("Tiff", output + "/stack.tif");
