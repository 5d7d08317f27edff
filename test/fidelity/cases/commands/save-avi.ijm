// covers: AVI..., AVI...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("AVI... ", "compression=None frame=10 save=[" + output + "/movie.avi]");
close();
run("AVI...", "avi=[" + output + "/movie.avi] first=2 last=4");
print(nSlices, bitDepth());
saveAs("Tiff", output + "/part.tif");
