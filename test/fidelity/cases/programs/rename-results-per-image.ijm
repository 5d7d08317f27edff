// covers: IJ.renameResults, selectWindow, saveAs, Measure
// input: cells-8.tif, cells-16.tif
// ends: well
// Each image gets a results window of its own name, saved at the end.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
names = newArray("cells-8", "cells-16");
run("Set Measurements...", "mean min redirect=None decimal=2");
for (i = 0; i < names.length; i++) {
	open(input + "/" + names[i] + ".tif");
	for (k = 0; k <= i; k++) {
		makeRectangle(5 * k, 5, 12, 12);
		run("Measure");
	}
	IJ.renameResults("Table of " + names[i]);
	close();
}
for (i = 0; i < names.length; i++) {
	selectWindow("Table of " + names[i]);
	saveAs("Results", output + "/" + names[i] + ".csv");
}
print(nResults);
