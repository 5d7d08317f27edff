// covers: Split Channels, Merge Channels..., selectWindow
// input: rgb.tif
// ends: well
// The channels of a colour image apart, one changed, and together again.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
run("Split Channels");
t = getList("image.titles");
Array.sort(t);
for (i = 0; i < t.length; i++) {
	selectWindow(t[i]);
	getStatistics(area, mean);
	print(t[i] + " " + d2s(mean, 3));
}
selectWindow("rgb.tif (green)");
run("Invert");
run("Merge Channels...", "c1=[rgb.tif (red)] c2=[rgb.tif (green)] c3=[rgb.tif (blue)] create");
Stack.getDimensions(w, h, c, z, f);
print(c + " channels, " + z + " slices, " + f + " frames");
saveAs("Tiff", output + "/merged.tif");
run("RGB Color");
saveAs("PNG", output + "/merged.png");
