// covers: Make Substack...
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Make Substack...", "slices=1,3-5");
saveAs("Tiff", output + "/list.tif");
