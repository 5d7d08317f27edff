// covers: Distribution...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
run("Analyze Particles...", "display clear");
run("Distribution...", "parameter=Area automatic");
print(getTitle(), getWidth(), getHeight());
selectWindow("Results");
saveAs("Results", output + "/particles.csv");
