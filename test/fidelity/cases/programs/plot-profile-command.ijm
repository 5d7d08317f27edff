// covers: Plot Profile, Plot.getValues, Clear Results, setResult
// input: float.tif
// ends: well
// The menu's profile of a rectangle; its values in Results.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
makeRectangle(3, 4, 30, 10);
run("Plot Profile");
Plot.getValues(x, y);
run("Clear Results");
for (i = 0; i < x.length; i++) {
	setResult("Distance", i, x[i]);
	setResult("Value", i, y[i]);
}
updateResults();
saveAs("Results", output + "/profile.csv");
Array.getStatistics(y, lo, hi, avg, sd);
print(x.length + ": " + d2s(lo, 3) + " " + d2s(hi, 3) + " " + d2s(avg, 3));
