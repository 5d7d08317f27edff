// covers: Analyze Particles...
// input: binary.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
run("Analyze Particles...", "size=2-Infinity show=Contours display");
saveAs("Results", output + "/after.csv");
