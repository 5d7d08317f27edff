// covers: Gaussian Blur..., Subtract Background..., Duplicate..., Analyze Particles...
// input: cells-8.tif
// ends: well
// Variables are named in the options of commands, with and without &.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
s = 1.5;
ball = 20;
name = "two words";
least = 12;
run("Duplicate...", "title=[&name]");
print(getTitle());
run("Gaussian Blur...", "sigma=s");
saveAs("Tiff", output + "/blurred.tif");
run("Subtract Background...", "rolling=&ball");
saveAs("Tiff", output + "/flat.tif");
setAutoThreshold("Otsu dark");
run("Analyze Particles...", "size=least-Infinity display");
first = nResults;
run("Clear Results");
run("Analyze Particles...", "size=" + least + "-Infinity display");
if (first == nResults) print("the same");
print("with text: " + (nResults > 0));
