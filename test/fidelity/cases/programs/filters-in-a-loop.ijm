// covers: Mean..., Median..., Minimum..., Maximum..., Variance..., Unsharp Mask...
// input: cells-8.tif
// ends: well
// The same image through a list of filters, with options built from parts.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
id = getImageID();
names = newArray("Mean...", "Median...", "Minimum...", "Maximum...", "Variance...");
for (i = 0; i < names.length; i++) {
	for (r = 1; r <= 2; r++) {
		selectImage(id);
		run("Duplicate...", " ");
		run(names[i], "radius=" + r);
		getStatistics(area, mean, lo, hi, sd);
		print(names[i] + " " + r + ": " + d2s(mean, 4) + " " + d2s(sd, 4));
		close();
	}
}
run("Unsharp Mask...", "radius=" + 2 + " mask=" + 0.6);
saveAs("Tiff", output + "/sharp.tif");
