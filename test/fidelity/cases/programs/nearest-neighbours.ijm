// covers: Find Maxima..., getResult, Array.getStatistics, Array.rankPositions
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Gaussian Blur...", "sigma=4");
run("Find Maxima...", "prominence=20 output=List");
n = nResults;
xs = newArray(n);
ys = newArray(n);
for (i = 0; i < n; i++) {
  xs[i] = getResult("X", i);
  ys[i] = getResult("Y", i);
}
nearest = newArray(n);
for (i = 0; i < n; i++) {
  best = 1 / 0;
  for (j = 0; j < n; j++) if (i != j) {
    d = sqrt(pow(xs[i] - xs[j], 2) + pow(ys[i] - ys[j], 2));
    if (d < best) best = d;
  }
  nearest[i] = best;
  setResult("Nearest", i, best);
}
updateResults();
Array.getStatistics(nearest, min, max, mean, sd);
ranks = Array.rankPositions(nearest);
print(n, d2s(min, 3), d2s(max, 3), d2s(mean, 3), d2s(sd, 3), ranks[0]);
saveAs("Results", output + "/nearest.csv");
