// covers: Merge Channels...
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Merge Channels...", "c1=cells-8.tif c2=gfp.tif create");
saveAs("Tiff", output + "/after.tif");
