// covers: Merge Channels...
// input: cells-8.tif, binary.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
open(input + "/binary.tif");
run("Merge Channels...", "c2=cells-8.tif c6=binary.tif create");
saveAs("Tiff", output + "/merged.tif");
