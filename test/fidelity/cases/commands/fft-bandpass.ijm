// covers: Bandpass Filter...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Bandpass Filter...", "filter_large=40 filter_small=3 suppress=None tolerance=5 autoscale saturate");
saveAs("Tiff", output + "/bandpass.tif");
close();
open(input + "/cells-8.tif");
run("Bandpass Filter...", "filter_large=30 filter_small=2 suppress=Horizontal tolerance=8");
saveAs("Tiff", output + "/stripes.tif");
