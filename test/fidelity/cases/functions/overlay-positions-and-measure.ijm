// covers: Overlay.setPosition, Overlay.measure
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Measurements...", "area mean stack redirect=None decimal=3");
for (s = 1; s <= 3; s++) {
	setSlice(s);
	makeOval(5 * s, 6, 12, 12);
	Overlay.addSelection;
	Overlay.setPosition(s);
}
run("Select None");
Overlay.measure;
print(nResults + " " + Overlay.size);
saveAs("Results", output + "/measured.csv");
saveAs("Tiff", output + "/positions.tif");
