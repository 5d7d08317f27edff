// covers: Gaussian Blur...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
function smooth(sigma, name) {
  open(input + "/cells-8.tif");
  run("Gaussian Blur...", "sigma=sigma");
  saveAs("Tiff", output + "/" + name + ".tif");
  close();
}
var input, output;
smooth(1, "one");
smooth(4, "four");
