// covers: Analyze Particles...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
setThreshold(80, 255);
min = 50;
max = 300;
run("Analyze Particles...", "size=" + min + "-" + max + " circularity=0.30-1.00 show=Nothing display clear");
saveAs("Results", output + "/joined.csv");
range = "100-Infinity";
round = "0.50-1.00";
run("Analyze Particles...", "size=&range circularity=&round show=Nothing display clear");
saveAs("Results", output + "/ampersand.csv");
