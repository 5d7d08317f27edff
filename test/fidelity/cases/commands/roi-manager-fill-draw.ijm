// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
setForegroundColor(255, 255, 255);
roiManager("Select", 0);
roiManager("Fill");
roiManager("Select", 1);
roiManager("Draw");
run("Select None");
saveAs("Tiff", output + "/filled.tif");
roiManager("Show All with labels");
wait(300); // it is painted while the macro goes on
run("Flatten");
saveAs("Tiff", output + "/labels.tif");
