// covers: Smooth, Sharpen, Find Edges
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Smooth");
saveAs("Tiff", output + "/smooth.tif");
run("Sharpen");
saveAs("Tiff", output + "/sharp.tif");
run("Find Edges");
saveAs("Tiff", output + "/edges.tif");
