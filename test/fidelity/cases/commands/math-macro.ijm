// covers: Macro...
// input: cells-8.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Macro...", "code=[v=v+50*sin(d/10)]");
saveAs("Tiff", output + "/rings.tif");
close();
open(input + "/float.tif");
run("Macro...", "code=[if (x>w/2) v=x*y; else v=v/2;]");
saveAs("Tiff", output + "/halves.tif");
