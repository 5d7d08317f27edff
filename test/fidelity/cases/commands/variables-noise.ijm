// covers: Add Specified Noise...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
random("seed", 3);
open(input + "/cells-8.tif");
sd = 9;
run("Add Specified Noise...", "standard=sd");
saveAs("Tiff", output + "/noise.tif");
