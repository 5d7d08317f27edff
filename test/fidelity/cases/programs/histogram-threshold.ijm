// covers: getHistogram, setThreshold, getThreshold, setAutoThreshold, resetThreshold
// input: cells-8.tif
// ends: well
// Own and automatic thresholds and the part of the image above them.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
getHistogram(values, counts, 256);
sum = 0; n = 0;
for (i = 0; i < 256; i++) {
	sum += values[i] * counts[i];
	n += counts[i];
}
print("mean " + d2s(sum / n, 4) + " of " + n);
methods = newArray("Default", "Otsu", "Triangle", "Li", "Yen");
for (i = 0; i < methods.length; i++) {
	setAutoThreshold(methods[i] + " dark");
	getThreshold(lower, upper);
	above = 0;
	for (k = lower; k <= upper; k++) above += counts[k];
	print(methods[i] + ": " + lower + "-" + upper + " " + d2s(100 * above / n, 2) + "%");
	setResult("Method", i, methods[i]);
	setResult("Lower", i, lower);
	setResult("Percent", i, 100 * above / n);
	resetThreshold();
}
updateResults();
saveAs("Results", output + "/thresholds.csv");
