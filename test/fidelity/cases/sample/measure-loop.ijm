// covers: Measure, Set Measurements..., open, saveAs
// input: cells-8.tif, float.tif, binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
names = newArray("cells-8.tif", "float.tif", "binary.tif");
run("Set Measurements...", "area mean min max display redirect=None decimal=3");
for (i = 0; i < names.length; i++) {
  open(input + "/" + names[i]);
  run("Measure");
  close();
}
print(nResults);
saveAs("Results", output + "/results.csv");
