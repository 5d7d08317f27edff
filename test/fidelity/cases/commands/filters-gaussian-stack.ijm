// covers: Gaussian Blur...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Gaussian Blur...", "sigma=2 stack");
saveAs("Tiff", output + "/all.tif");
close();
open(input + "/stack-8.tif");
setSlice(3);
run("Gaussian Blur...", "sigma=2 slice");
saveAs("Tiff", output + "/one.tif");
