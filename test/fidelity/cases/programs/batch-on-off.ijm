// covers: setBatchMode, is, newImage, nImages
// input: cells-8.tif
// ends: well
// Batch mode is switched on and off, and images are shown at the end.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print(is("Batch Mode"));
setBatchMode(true);
print(is("Batch Mode"));
open(input + "/cells-8.tif");
run("Duplicate...", "title=copy");
run("Invert");
print(nImages);
setBatchMode("show");
setBatchMode(false);
print(is("Batch Mode") + " " + nImages);
t = getList("image.titles");
for (i = 0; i < t.length; i++) print(t[i]);
run("Duplicate...", "title=third");
setBatchMode(true);
newImage("fourth", "8-bit black", 20, 20, 1);
setBatchMode("exit and display");
print(nImages + " " + is("Batch Mode"));
saveAs("Tiff", output + "/last.tif");
