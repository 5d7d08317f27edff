// covers: Measure, Set Measurements..., getFileList
// input: cells-8.tif, cells-16.tif
// ends: well
// Whole-image intensity of every cell image of a folder: one row an image.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Set Measurements...", "area mean standard min display redirect=None decimal=3");
files = getFileList(input);
for (i = 0; i < files.length; i++) {
	if (startsWith(files[i], "cells-")) {
		open(input + "/" + files[i]);
		run("Measure");
		close();
	}
}
print("rows: " + nResults);
saveAs("Results", output + "/intensity.csv");
