// Finds the bright objects of one image and lists their areas by the ROI manager, one row an object, as on the desktop. The
// manager is a window: engine imagej has a display for it wherever Xvfb and openbox are.
#@ File (label="Folder with the image of one job", style="directory") input
#@ File (label="Folder for the results", style="directory") output

setBatchMode(true);
names = getFileList(input);
open(input + File.separator + names[0]);
run("Set Scale...", "distance=0 known=0 unit=pixel");
setAutoThreshold("Otsu dark");
run("Analyze Particles...", "size=20-Infinity show=Nothing add");
run("Set Measurements...", "area decimal=3");
run("Clear Results");
for (i = 0; i < roiManager("count"); i++) {
  roiManager("select", i);
  run("Measure");
}
saveAs("Results", output + File.separator + "areas.csv");
roiManager("save", output + File.separator + "rois.zip");
print(roiManager("count") + " objects");
