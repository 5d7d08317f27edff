// covers: Convert to Mask
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Convert to Mask", "method=Triangle background=Dark calculate black list");
saveAs("Tiff", output + "/each.tif");
