// covers: Merge Channels...
// input: cells-8.tif, binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
open(input + "/binary.tif");
run("Merge Channels...", "c2=cells-8.tif c6=binary.tif create keep ignore");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t, nImages, is("composite"));
saveAs("Tiff", output + "/merged.tif");
