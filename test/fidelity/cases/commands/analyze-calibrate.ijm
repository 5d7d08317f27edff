// covers: Calibrate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Calibrate...", "function=[Straight Line] unit=dose text1=[0 50 100 200 ] text2=[1 26 51 101 ]");
print(calibrate(120), getValue("Mean"));
run("Set Measurements...", "mean min redirect=None decimal=3");
run("Measure");
saveAs("Results", output + "/dose.csv");
saveAs("Tiff", output + "/calibrated.tif");
