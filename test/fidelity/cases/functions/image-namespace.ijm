// covers: Image.copy, Image.height, Image.name, Image.paste, Image.removeScale, Image.title, Image.width, getHeight, nSlices, getSliceNumber
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
print(Image.title, Image.name, Image.width, Image.height, getHeight);
makeRectangle(10, 10, 60, 50);
Image.copy;
newImage("target", "8-bit white", 120, 100, 1);
Image.paste(20, 15);
Image.paste(0, 60, "min");
saveAs("Tiff", output + "/pasted.tif");
selectImage("cells-8.tif");
run("Select None");
Image.removeScale;
getPixelSize(unit, width, height);
print(unit, width, height);
open(input + "/stack-8.tif");
setSlice(4);
print(nSlices, getSliceNumber());
