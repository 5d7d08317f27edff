// covers: Copy to System, System Clipboard, Internal Clipboard
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 20, 50, 40);
run("Copy to System");
run("System Clipboard");
print(getWidth, getHeight, bitDepth());
saveAs("Tiff", output + "/clipboard.tif");
