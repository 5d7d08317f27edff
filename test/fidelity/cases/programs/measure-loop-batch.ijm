// covers: Measure, setBatchMode, setResult, updateResults
// input: cells-8.tif, cells-16.tif, float.tif
// ends: well
// The same in batch mode, with the name of the image in a column of its own.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
run("Set Measurements...", "mean min median redirect=None decimal=4");
names = newArray("cells-8.tif", "cells-16.tif", "float.tif");
for (i = 0; i < names.length; i++) {
	open(input + "/" + names[i]);
	run("Measure");
	setResult("Image", nResults - 1, File.getNameWithoutExtension(names[i]));
	close();
}
updateResults();
saveAs("Results", output + "/all.csv");
for (i = 0; i < nResults; i++)
	print(getResultString("Image", i) + ": " + d2s(getResult("Mean", i), 3));
setBatchMode(false);
