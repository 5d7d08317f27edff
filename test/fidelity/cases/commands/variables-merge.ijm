// covers: Merge Channels...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
red = getTitle();
run("Duplicate...", "title=[the second]");
run("Flip Vertically");
blue = getTitle();
run("Merge Channels...", "c1=&red c3=[&blue] create keep");
print(getTitle(), nImages);
saveAs("Tiff", output + "/composite.tif");
run("Merge Channels...", "c2=" + red + " c3=[" + blue + "]");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/rgb.tif");
