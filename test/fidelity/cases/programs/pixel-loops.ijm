// covers: getPixel, setPixel, updateDisplay
// input: cells-8.tif
// ends: well
// A gradient by hand from the neighbours of every pixel.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(0, 0, 40, 30);
run("Crop");
w = getWidth(); h = getHeight();
g = newArray(w * h);
for (y = 1; y < h - 1; y++)
	for (x = 1; x < w - 1; x++) {
		dx = getPixel(x + 1, y) - getPixel(x - 1, y);
		dy = getPixel(x, y + 1) - getPixel(x, y - 1);
		g[y * w + x] = sqrt(dx * dx + dy * dy);
	}
newImage("gradient", "32-bit black", w, h, 1);
for (i = 0; i < g.length; i++) setPixel(i % w, floor(i / w), g[i]);
updateDisplay();
resetMinAndMax();
saveAs("Tiff", output + "/gradient.tif");
getStatistics(area, mean, lo, hi);
print(d2s(mean, 4) + " " + lo + " " + d2s(hi, 4));
