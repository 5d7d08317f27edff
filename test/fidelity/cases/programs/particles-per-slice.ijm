// covers: Analyze Particles..., roiManager
// input: stack-8.tif
// ends: well
// Particles of a whole stack are added to the manager; each knows its slice.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
setThreshold(60, 255);
run("Set Measurements...", "area mean stack redirect=None decimal=2");
run("Analyze Particles...", "size=20-Infinity display clear add stack");
n = roiManager("count");
if (n == nResults) print("a row a region");
perSlice = newArray(nSlices + 1);
for (i = 0; i < n; i++) {
	roiManager("select", i);
	s = getSliceNumber();
	perSlice[s] += 1;
}
Array.print(perSlice);
saveAs("Results", output + "/particles.csv");
roiManager("deselect");
roiManager("save", output + "/particles.zip");
