// covers: FD Math...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
rename("one");
run("Specify...", "width=128 height=128 x=0 y=0");
run("Crop");
run("Duplicate...", "title=two");
run("Translate...", "x=5 y=3 interpolation=None");
run("FD Math...", "image1=one operation=Correlate image2=two result=Found do");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/correlation.tif");
