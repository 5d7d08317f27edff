// covers: Point Tool...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Point Tool...", "type=Cross color=Red size=Large label counter=0");
makePoint(40, 40);
saveAs("Selection", output + "/point.roi");
run("Add Selection...");
run("Flatten");
saveAs("Tiff", output + "/flat.tif");
