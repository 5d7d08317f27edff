// covers: Analyze Particles..., Overlay.activateSelection, Convert to Mask
// input: cells-8.tif
// ends: well
// Particles leave an overlay; each is measured on the image before the threshold.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
raw = getImageID();
run("Duplicate...", "title=mask");
setThreshold(60, 255);
setOption("BlackBackground", true);
run("Convert to Mask");
run("Set Measurements...", "area mean redirect=None decimal=2");
run("Analyze Particles...", "size=10-Infinity show=Overlay");
n = Overlay.size;
Overlay.copy;
selectImage(raw);
Overlay.paste;
for (i = 0; i < n; i++) {
	Overlay.activateSelection(i);
	run("Measure");
}
if (n == nResults) print("a row a particle"); else print("rows are missing");
saveAs("Results", output + "/cells.csv");
