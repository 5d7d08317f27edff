// covers: Analyze Particles...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean centroid perimeter shape redirect=None decimal=3");
setThreshold(80, 255);
run("Analyze Particles...", "size=20-Infinity circularity=0.20-1.00 show=Nothing display exclude clear include");
saveAs("Results", output + "/particles.csv");
print(nResults);
