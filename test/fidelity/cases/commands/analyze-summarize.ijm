// covers: Summarize, Clear Results
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean min redirect=None decimal=3");
for (i = 0; i < 4; i++) {
  makeRectangle(10 + 20 * i, 10 + 15 * i, 30, 20);
  run("Measure");
}
run("Summarize");
saveAs("Results", output + "/summarized.csv");
run("Clear Results");
print(nResults);
run("Measure");
saveAs("Results", output + "/one.csv");
