// covers: Rename...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Rename...", "title=[new name.tif]");
print(getTitle());
saveAs("Tiff", output + "/renamed.tif");
