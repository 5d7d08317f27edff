// covers: Analyze Particles..., getPixel
// input: binary.tif
// ends: well
// A label image of the objects; the area of each from its pixels.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
run("Analyze Particles...", "size=3-Infinity show=[Count Masks]");
getStatistics(area, mean, lo, hi);
print(getTitle() + " " + bitDepth() + " " + hi);
areas = newArray(hi + 1);
for (y = 0; y < getHeight(); y++)
	for (x = 0; x < getWidth(); x++) {
		v = getPixel(x, y);
		areas[v] += 1;
	}
areas = Array.slice(areas, 1);
Array.print(areas);
saveAs("Tiff", output + "/labels.tif");
