// covers: Save, Revert, Close, Close All
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
saveAs("Tiff", output + "/a.tif");
run("Invert");
inverted = getValue("Mean");
run("Revert");
print(inverted, getValue("Mean"));
run("Flip Vertically");
run("Save");
rename("b");
close();
open(output + "/a.tif");
run("Close");
print(nImages);
open(output + "/a.tif");
run("Close All");
print(nImages);
