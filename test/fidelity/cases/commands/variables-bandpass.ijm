// covers: Bandpass Filter...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
large = 25;
small = 2;
stripes = "Vertical";
run("Bandpass Filter...", "filter_large=large filter_small=&small suppress=&stripes tolerance=5 autoscale saturate");
saveAs("Tiff", output + "/bandpass.tif");
