// covers: Distribution...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
run("Analyze Particles...", "display clear");
column = "Area";
n = 6;
run("Distribution...", "parameter=&column or=n and=0-300");
saveAs("Tiff", output + "/distribution.tif");
