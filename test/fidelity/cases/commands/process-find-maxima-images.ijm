// covers: Find Maxima...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
types = newArray("Single Points", "Maxima Within Tolerance", "Segmented Particles");
for (i = 0; i < types.length; i++) {
  open(input + "/cells-8.tif");
  run("Find Maxima...", "prominence=15 output=[" + types[i] + "]");
  print(getTitle(), is("Inverting LUT"));
  saveAs("Tiff", output + "/" + i + ".tif");
  close("*");
}
