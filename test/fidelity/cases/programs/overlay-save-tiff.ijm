// covers: Overlay.addSelection, Overlay.removeSelection, Hide Overlay, To ROI Manager, From ROI Manager
// input: cells-8.tif
// ends: well
// An overlay lives in the TIFF file, and becomes a ROI Manager set and an overlay again.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
for (i = 0; i < 3; i++) {
	makeRectangle(3 + 11 * i, 6, 9, 7 + i);
	Overlay.addSelection("green", 2);
}
run("Select None");
saveAs("Tiff", output + "/with-overlay.tif");
close();
open(output + "/with-overlay.tif");
print("read " + Overlay.size);
run("To ROI Manager");
print("manager " + roiManager("count") + ", overlay " + Overlay.size);
run("From ROI Manager");
Overlay.removeSelection(1);
print("again " + Overlay.size + ", hidden " + Overlay.hidden);
run("Hide Overlay");
print("hidden " + Overlay.hidden);
run("Remove Overlay");
saveAs("Tiff", output + "/plain.tif");
