// covers: Gaussian Blur...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
s = 2.5;
run("Gaussian Blur...", "sigma=s");
saveAs("Tiff", output + "/plain.tif");
close();
open(input + "/cells-8.tif");
run("Gaussian Blur...", "sigma=&s");
saveAs("Tiff", output + "/ampersand.tif");
close();
open(input + "/cells-8.tif");
run("Gaussian Blur...", "sigma=" + s);
saveAs("Tiff", output + "/joined.tif");
