// covers: Watershed, Fill Holes, Convert to Mask, Analyze Particles..., Options...
// input: cells-8.tif
// ends: well
// Touching nuclei are cut apart and counted, with a picture of the numbers.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Options...", "iterations=1 count=1 black");
run("Gaussian Blur...", "sigma=1");
setAutoThreshold("Li dark");
run("Convert to Mask");
run("Fill Holes");
run("Analyze Particles...", "size=4-Infinity summarize");
run("Watershed");
run("Set Measurements...", "area centroid redirect=None decimal=2");
run("Analyze Particles...", "size=4-Infinity show=Outlines display clear");
saveAs("PNG", output + "/numbers.png");
saveAs("Results", output + "/nuclei.csv");
print("nuclei: " + nResults);
