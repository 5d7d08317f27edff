// covers: Merge Channels...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Duplicate...", "title=turned");
run("Flip Horizontally");
run("Merge Channels...", "c2=cells-8.tif c6=turned create keep ignore");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t, nImages, is("composite"));
saveAs("Tiff", output + "/merged.tif");
