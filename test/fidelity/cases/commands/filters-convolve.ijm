// covers: Convolve...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Convolve...", "text1=[-1 -1 -1\n-1 12 -1\n-1 -1 -1\n] normalize");
saveAs("Tiff", output + "/normalized.tif");
close();
open(input + "/cells-8.tif");
run("Convolve...", "text1=[0 1 0\n1 -4 1\n0 1 0\n]");
saveAs("Tiff", output + "/plain.tif");
