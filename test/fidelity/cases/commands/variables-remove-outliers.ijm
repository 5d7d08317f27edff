// covers: Remove Outliers...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
r = 3;
t = 20;
which = "Dark";
run("Remove Outliers...", "radius=r threshold=t which=&which");
saveAs("Tiff", output + "/dark.tif");
which = "Bright";
run("Remove Outliers...", "radius=&r threshold=&t which=[&which]");
saveAs("Tiff", output + "/bright.tif");
