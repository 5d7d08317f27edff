// covers: Macro...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Macro...", "code=v=v/2+10*z stack");
saveAs("Tiff", output + "/stack.tif");
