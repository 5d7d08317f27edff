// covers: Insert...
// input: stack-8.tif, cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(40, 40, 30, 20);
run("Duplicate...", "title=part");
open(input + "/stack-8.tif");
run("Insert...", "source=part destination=stack-8.tif x=10 y=60");
selectImage("stack-8.tif");
saveAs("Tiff", output + "/inserted.tif");
