// covers: Analyze Particles...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
run("Analyze Particles...", "size=20-Infinity show=Nothing summarize");
selectWindow("Summary");
Table.save(output + "/summary.csv");
