// covers: saveAs, Measure
// input: cells-8.tif, cells-16.tif
// ends: error
// Two images are done, the third name does not exist: what was saved stays.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
names = newArray("cells-8", "cells-16", "cells-32");
for (i = 0; i < names.length; i++) {
	open(input + "/" + names[i] + ".tif");
	run("Measure");
	saveAs("PNG", output + "/" + names[i] + ".png");
	close();
}
saveAs("Results", output + "/results.csv");
