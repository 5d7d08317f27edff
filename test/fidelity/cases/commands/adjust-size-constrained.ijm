// covers: Size...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Size...", "width=333 height=1 constrain interpolation=None");
print(getWidth(), getHeight());
saveAs("Tiff", output + "/large.tif");
