// covers: Analyze Particles..., setThreshold, roiManager
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setThreshold(70, 255);
run("Analyze Particles...", "size=20-Infinity display clear add");
print(roiManager("count"), nResults);
roiManager("save", output + "/rois.zip");
saveAs("Results", output + "/particles.csv");
