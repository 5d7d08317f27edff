// covers: imageCalculator
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
rename("a");
run("Duplicate...", "title=b");
run("Rotate 90 Degrees Right");
imageCalculator("Max", "a", "b");
selectImage("a");
saveAs("Tiff", output + "/a.tif");
