// covers: Analyze Particles..., To ROI Manager
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setThreshold(80, 255);
run("Analyze Particles...", "size=30-400 show=Overlay exclude");
print(Overlay.size);
saveAs("Tiff", output + "/overlay.tif");
run("To ROI Manager");
roiManager("Save", output + "/outlines.zip");
