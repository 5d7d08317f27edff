// covers: Analyze Particles..., roiManager, Measure
// input: cells-8.tif, cells-16.tif
// ends: well
// Outlines from one channel, intensities from the other.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
rename("marker");
run("Gaussian Blur...", "sigma=1");
setThreshold(70, 255);
run("Analyze Particles...", "size=8-Infinity add");
n = roiManager("count");
open(input + "/cells-16.tif");
rename("signal");
run("Set Measurements...", "area mean integrated redirect=None decimal=2");
for (i = 0; i < n; i++) {
	roiManager("select", i);
	run("Measure");
	setResult("Cell", i, i + 1);
}
updateResults();
print("cells measured: " + (nResults == n && n > 0));
saveAs("Results", output + "/signal.csv");
roiManager("deselect");
roiManager("save", output + "/cells.zip");
