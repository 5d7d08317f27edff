// covers: Measure, setSlice, Set Measurements...
// input: stack-8.tif
// ends: well
// Every slice of a stack by hand, with the slice in the table.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Measurements...", "mean standard stack display redirect=None decimal=3");
for (s = 1; s <= nSlices; s++) {
	setSlice(s);
	run("Measure");
}
saveAs("Results", output + "/slices.csv");
means = Table.getColumn("Mean");
Array.getStatistics(means, lo, hi, avg);
print("slices " + means.length + ", from " + d2s(lo, 2) + " to " + d2s(hi, 2) + ", mean " + d2s(avg, 2));
