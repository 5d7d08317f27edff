// covers: getPixel, getValue, setPixel, changeValues, getRawStatistics
// input: float.tif, cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/float.tif");
print(d2s(getPixel(10, 12), 5) + " " + d2s(getPixel(10.5, 12.5), 5) + " " + d2s(getValue(10, 12), 5));
setPixel(10, 12, 99.5);
changeValues(-1000, 0, 0);
saveAs("Tiff", output + "/changed.tif");
getRawStatistics(n, mean, lo, hi);
print(n + " " + d2s(mean, 5) + " " + lo + " " + hi);
open(input + "/cells-16.tif");
print(getPixel(30, 30) + " " + getPixel(-1, 5) + " " + getPixel(5000, 5));
print(getValue("Mean") + " " + getValue("Max raw") + " " + getValue("image.size"));
