// covers: Duplicate..., Rename...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
name = "copy of it";
run("Duplicate...", "title=&name");
print(getTitle());
run("Duplicate...", "title=[&name]");
print(getTitle());
run("Duplicate...", "title=[" + name + "]");
print(getTitle());
run("Rename...", "title=&name");
print(getTitle());
saveAs("Tiff", output + "/copy.tif");
