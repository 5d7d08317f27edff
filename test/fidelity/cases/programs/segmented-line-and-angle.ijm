// covers: makeSelection, Measure, Fit Spline, Straighten...
// input: rgb.tif
// ends: well
// A neurite as a segmented line: its length before and after the spline; an angle.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Set Measurements...", "area mean redirect=None decimal=2");
makeSelection("polyline", newArray(5, 20, 30, 45), newArray(8, 12, 30, 34));
run("Measure");
run("Fit Spline");
run("Measure");
makeSelection("angle", newArray(5, 20, 35), newArray(30, 10, 30));
run("Measure");
print("length " + d2s(getResult("Length", 0), 2) + ", angle " + d2s(getResult("Angle", 2), 2));
saveAs("Results", output + "/neurite.csv");
makeLine(5, 8, 20, 12, 30, 30);
run("Straighten...", "title=straight line=10");
saveAs("Tiff", output + "/straight.tif");
