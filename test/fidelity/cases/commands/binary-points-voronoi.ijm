// covers: Ultimate Points, Voronoi
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Options...", "iterations=1 count=1 black");
run("Ultimate Points");
saveAs("Tiff", output + "/points.tif");
close();
open(input + "/binary.tif");
run("Voronoi");
saveAs("Tiff", output + "/voronoi.tif");
