// covers: Plot.create, setSlice, Array.getStatistics, setResult
// input: stack-8.tif
// ends: well
// The bright area in each frame, relative to the first, as table and plot.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
n = nSlices;
area = newArray(n); frame = newArray(n);
for (s = 0; s < n; s++) {
	setSlice(s + 1);
	getHistogram(0, counts, 256);
	for (k = 120; k < 256; k++) area[s] += counts[k];
	frame[s] = s + 1;
	setResult("Frame", s, s + 1);
	setResult("Area", s, area[s]);
	setResult("Relative", s, area[s] / area[0]);
}
updateResults();
Array.getStatistics(area, lo, hi, avg, sd);
print(lo + " " + hi + " " + d2s(avg, 2) + " " + d2s(sd, 2));
saveAs("Results", output + "/growth.csv");
Plot.create("Growth", "Frame", "Area", frame, area);
Plot.show();
saveAs("PNG", output + "/growth.png");
