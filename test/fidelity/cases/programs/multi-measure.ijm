// covers: roiManager
// input: stack-8.tif
// ends: well
// Multi Measure: a row a slice, columns a region, and a row a region.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Measurements...", "mean redirect=None decimal=3");
makeRectangle(2, 2, 20, 20);
roiManager("Add");
makeOval(20, 20, 25, 25);
roiManager("Add");
roiManager("deselect");
roiManager("Multi Measure");
print("rows " + nResults);
saveAs("Results", output + "/wide.csv");
roiManager("multi-measure measure_all one append");
print("rows " + nResults);
saveAs("Results", output + "/long.csv");
