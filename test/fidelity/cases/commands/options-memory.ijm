// covers: Memory & Threads..., Gaussian Blur...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Memory & Threads...", "parallel=1 run");
open(input + "/rgb.tif");
run("Gaussian Blur...", "sigma=3");
print(call("ij.Prefs.getThreads"));
saveAs("Tiff", output + "/blurred.tif");
