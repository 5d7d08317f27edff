// covers: Analyze Particles...
// input: cells-16.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-16.tif");
run("Analyze Particles...", "size=5-Infinity display");
print("not reached");
