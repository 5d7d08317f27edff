// covers: Convolve...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
kernel = "1 2 1\n2 4 2\n1 2 1\n";
run("Convolve...", "text1=[" + kernel + "] normalize");
saveAs("Tiff", output + "/joined.tif");
