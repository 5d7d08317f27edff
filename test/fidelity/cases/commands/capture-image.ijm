// covers: Capture Image
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 20, 50, 40);
Overlay.addSelection("red", 3);
run("Select None");
wait(300); // it is painted
run("Capture Image");
print(getWidth, getHeight, bitDepth());
saveAs("PNG", output + "/captured.png");
