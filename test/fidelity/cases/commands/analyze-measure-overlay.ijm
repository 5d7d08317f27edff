// covers: Measure, Set Measurements...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean add redirect=None decimal=3");
makeRectangle(20, 25, 40, 30);
run("Measure");
makeRectangle(70, 60, 40, 30);
run("Measure");
print(Overlay.size, nResults);
saveAs("Tiff", output + "/overlay.tif");
