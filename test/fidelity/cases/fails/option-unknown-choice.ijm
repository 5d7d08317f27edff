// covers: Z Project...
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Z Project...", "projection=[Maximum]");
saveAs("Tiff", output + "/after.tif");
