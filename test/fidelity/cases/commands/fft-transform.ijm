// covers: FFT, Inverse FFT
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("FFT");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/power.tif");
run("Inverse FFT");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/inverse.tif");
