// covers: Analyze Particles...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
setThreshold(80, 255);
smallest = 50;
largest = 300;
run("Analyze Particles...", "size=" + smallest + "-" + largest + " circularity=0.30-1.00 show=Nothing display clear");
saveAs("Results", output + "/joined.csv");
range = "100-Infinity";
circles = "0.50-1.00";
run("Analyze Particles...", "size=&range circularity=&circles show=Nothing display clear");
saveAs("Results", output + "/ampersand.csv");
