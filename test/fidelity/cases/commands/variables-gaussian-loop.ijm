// covers: Gaussian Blur...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
for (s = 1; s <= 3; s++) {
  open(input + "/cells-8.tif");
  run("Gaussian Blur...", "sigma=s");
  print(s, getValue("StdDev"));
  saveAs("Tiff", output + "/sigma-" + s + ".tif");
  close();
}
