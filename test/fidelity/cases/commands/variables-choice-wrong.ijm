// covers: Z Project...
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
kind = "Largest";
run("Z Project...", "projection=[&kind]");
saveAs("Tiff", output + "/projected.tif");
