// covers: Analyze Particles...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
kind = "Bare Outlines";
run("Analyze Particles...", "size=20-Infinity show=[&kind]");
list = getList("image.titles");
print(list.length, list[list.length - 1]);
selectImage("Drawing of binary.tif");
saveAs("Tiff", output + "/outlines.tif");
