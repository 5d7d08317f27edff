// covers: Add Noise, Add Specified Noise...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
random("seed", 42);
open(input + "/cells-8.tif");
run("Add Noise");
saveAs("Tiff", output + "/noise.tif");
close();
random("seed", 42);
open(input + "/cells-8.tif");
run("Add Specified Noise...", "standard=12.50");
saveAs("Tiff", output + "/specified.tif");
