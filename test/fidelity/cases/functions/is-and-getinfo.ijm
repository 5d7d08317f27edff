// covers: is, getInfo
// input: cells-8.tif, hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print(is("Batch Mode") + " " + is("Caps Lock Set") + " " + nImages);
open(input + "/cells-8.tif");
print(is("binary") + " " + is("area") + " " + is("line") + " " + is("global scale") + " " + is("Inverting LUT"));
makeLine(1, 1, 9, 9);
print(is("line") + " " + is("area"));
print(getInfo("image.title") + " " + getInfo("window.type") + " " + getInfo("selection.name") + "|");
print(getInfo("threshold.method") + "|" + getInfo("image.subtitle"));
open(input + "/hyper.tif");
print(is("composite") + " " + is("hyperstack") + " " + is("Virtual Stack"));
print(isActive(getImageID()) + " " + getSliceNumber());
