// covers: getPixel, setPixel
// input: rgb.tif
// ends: well
// Colours are taken apart by bit operations: how many pixels are mostly red.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
red = 0;
for (y = 0; y < getHeight(); y += 2)
	for (x = 0; x < getWidth(); x += 2) {
		v = getPixel(x, y);
		r = (v >> 16) & 0xff; g = (v >> 8) & 0xff; b = v & 0xff;
		if (r > g && r > b) {
			red++;
			setPixel(x, y, (255 << 16) | (g << 8));
		}
	}
updateDisplay();
print("mostly red: " + red);
saveAs("PNG", output + "/marked.png");
