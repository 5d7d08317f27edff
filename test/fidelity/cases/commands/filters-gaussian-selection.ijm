// covers: Gaussian Blur...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
makeOval(20, 15, 50, 40);
run("Gaussian Blur...", "sigma=4");
run("Select None");
saveAs("Tiff", output + "/part.tif");
