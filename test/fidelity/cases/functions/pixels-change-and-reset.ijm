// covers: snapshot, reset, changeValues, putPixel, setPixel, updateDisplay, autoUpdate, calibrate, resetMinAndMax, getMinAndMax
// input: cells-8.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
autoUpdate(false);
snapshot();
changeValues(0, 20, 0);
changeValues(200, 255, 255);
print(getPixel(30, 30), getValue("Mean"));
saveAs("Tiff", output + "/changed.tif");
reset();
print(getValue("Mean"));
makeRectangle(0, 0, 20, 20);
run("Invert");
putPixel(50, 50, 300);
setPixel(51, 50, 7);
updateDisplay();
run("Select None");
print(getPixel(5, 5), getPixel(50, 50), getPixel(51, 50), calibrate(7));
saveAs("Tiff", output + "/inverted.tif");
open(input + "/float.tif");
setMinAndMax(-2, 5);
getMinAndMax(min, max);
print(min, max);
resetMinAndMax();
getMinAndMax(min, max);
print(min, max);
