// covers: Gaussian Blur...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
function smooth(path, sigma, saved) {
  open(path);
  run("Gaussian Blur...", "sigma=sigma");
  saveAs("Tiff", saved);
  close();
}
smooth(input + "/cells-8.tif", 1, output + "/one.tif");
smooth(input + "/cells-8.tif", 4, output + "/four.tif");
