// covers: Brightness/Contrast..., Threshold..., Channels Tool..., Window/Level..., Color Balance..., setThreshold, setMinAndMax
// input: cells-8.tif
// ends: well
// The recorder writes which windows were opened; macros keep these lines.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Brightness/Contrast...");
setMinAndMax(20, 180);
run("Apply LUT");
selectWindow("B&C");
run("Close");
run("Threshold...");
setThreshold(90, 255);
setOption("BlackBackground", true);
run("Convert to Mask");
selectWindow("Threshold");
run("Close");
print(isOpen("B&C"), isOpen("Threshold"), nImages);
saveAs("Tiff", output + "/mask.tif");
