// covers: Z Project..., Make Substack..., getTitle
// input: stack-8.tif
// ends: well
// Projections of a stack by all methods, named from a list.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
id = getImageID();
methods = newArray("Average Intensity", "Max Intensity", "Min Intensity", "Sum Slices", "Standard Deviation", "Median");
for (i = 0; i < methods.length; i++) {
	selectImage(id);
	run("Z Project...", "projection=[" + methods[i] + "]");
	getStatistics(area, mean, lo, hi);
	print(getTitle() + ": " + bitDepth() + " bit, " + d2s(mean, 4) + " " + lo + " " + d2s(hi, 4));
	saveAs("Tiff", output + "/" + replace(methods[i], " ", "-") + ".tif");
	close();
}
selectImage(id);
run("Make Substack...", "slices=2-4");
run("Z Project...", "start=1 stop=2 projection=[Max Intensity]");
saveAs("Tiff", output + "/part.tif");
