// covers: Crop, Duplicate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeOval(20, 20, 60, 40);
run("Duplicate...", "title=part.tif");
getSelectionBounds(x, y, w, h);
print(getTitle(), getWidth(), getHeight(), selectionType(), x, y);
saveAs("Tiff", output + "/part.tif");
close();
selectImage("cells-8.tif");
run("Duplicate...", "title=all ignore");
print(getWidth(), getHeight());
close();
selectImage("cells-8.tif");
run("Crop");
saveAs("Tiff", output + "/cropped.tif");
