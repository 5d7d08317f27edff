// covers: Show Info...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Set Scale...", "distance=2 known=1 unit=um");
setMetadata("Info", "first: 1\nsecond: two");
run("Show Info...");
print(getInfo("window.type"));
info = getInfo("image.subtitle");
print(info);
selectWindow("cells-16.tif");
print(Property.get("second"));
saveAs("Tiff", output + "/info.tif");
