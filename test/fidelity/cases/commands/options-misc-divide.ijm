// covers: Misc..., Multiply..., imageCalculator
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Duplicate...", "title=zero");
run("Multiply...", "value=0");
run("Misc...", "divide=-1");
imageCalculator("Divide create 32-bit", "float.tif", "zero");
selectImage("Result of float.tif");
print(getPixel(3, 3), getValue("Min"));
saveAs("Tiff", output + "/divided.tif");
