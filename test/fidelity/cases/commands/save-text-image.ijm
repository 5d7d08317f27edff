// covers: Text Image...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
makeRectangle(10, 10, 20, 15);
run("Crop");
saveAs("Text Image", output + "/values.txt");
