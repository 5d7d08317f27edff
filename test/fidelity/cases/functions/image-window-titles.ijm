// covers: getTitle, getImageID, selectImage, isOpen, getList, rename, close, getDimensions, bitDepth
// input: cells-8.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif"); one = getImageID();
open(input + "/rgb.tif"); two = getImageID();
rename("second image");
l = getList("image.titles"); Array.print(l);
selectImage(one); print(getTitle());
selectImage("second image"); print(getTitle() + " " + bitDepth());
print(isOpen(one) + " " + isOpen("second image") + " " + isOpen("rgb.tif"));
getDimensions(w, h, c, z, t);
print(w + " " + h + " " + c + " " + z + " " + t);
close("second*");
print(nImages + " " + getTitle());
