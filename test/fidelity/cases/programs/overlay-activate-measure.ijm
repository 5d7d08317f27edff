// covers: Overlay.activateSelection, Overlay.addSelection, Overlay.size, Measure
// input: cells-8.tif
// ends: well
// Regions kept in the overlay are activated and measured one by one.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
for (i = 0; i < 4; i++) {
	makeOval(3 + 9 * i, 4 + 5 * i, 8 + 2 * i, 10);
	Roi.setName("cell-" + (i + 1));
	Overlay.addSelection("yellow", 1);
}
run("Select None");
for (i = 0; i < Overlay.size; i++) {
	Overlay.activateSelection(i);
	run("Measure");
	setResult("Name", nResults - 1, Roi.getName);
}
updateResults();
saveAs("Results", output + "/overlay.csv");
print(Overlay.size + " regions, " + nResults + " rows");
