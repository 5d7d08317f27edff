// covers: Analyze Particles...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Set Measurements...", "area redirect=None decimal=3");
run("Analyze Particles...", "size=20-Infinity show=Nothing display clear record");
for (i = 0; i < 3; i++) {
  doWand(getResult("XStart", i), getResult("YStart", i));
  print(getValue("Area"), getResult("Area", i));
}
saveAs("Results", output + "/starts.csv");
