// covers: FFT, Redisplay Power Spectrum, Swap Quadrants
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(0, 0, 64, 64);
run("FFT");
run("Redisplay Power Spectrum");
print(getTitle(), getWidth());
run("Swap Quadrants");
saveAs("Tiff", output + "/swapped.tif");
