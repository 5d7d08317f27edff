// covers: Image Calculator...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
rename("my cells");
one = getTitle();
run("Duplicate...", "title=[" + one + " turned]");
two = getTitle();
run("Flip Vertically");
run("Image Calculator...", "image1=[&one] operation=Difference image2=[&two] create 32-bit");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/difference.tif");
