// covers: Set Scale...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Scale...", "distance=4 known=10 pixel=1.5 unit=um");
getPixelSize(unit, w, h, d);
print(unit, w, h, d);
makeLine(10, 10, 50, 40);
run("Measure");
saveAs("Results", output + "/length.csv");
saveAs("Tiff", output + "/scaled.tif");
run("Set Scale...", "distance=0 known=0 unit=pixel");
getPixelSize(unit, w, h, d);
print(unit, w, h);
