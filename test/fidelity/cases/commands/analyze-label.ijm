// covers: Label, Measure
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
setForegroundColor(255, 255, 255);
makeRectangle(20, 20, 50, 40);
run("Measure");
run("Label");
makeOval(90, 60, 40, 40);
run("Measure");
run("Label");
run("Select None");
saveAs("Tiff", output + "/labeled.tif");
