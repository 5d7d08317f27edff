// covers: Text Image..., Text Image...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
makeRectangle(30, 30, 16, 12);
run("Crop");
saveAs("Text Image", output + "/v.txt");
close();
run("Text Image... ", "open=[" + output + "/v.txt]");
print(getTitle(), bitDepth(), getWidth(), getHeight(), getPixel(3, 4));
saveAs("Tiff", output + "/v.tif");
