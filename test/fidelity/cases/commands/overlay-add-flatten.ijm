// covers: Add Selection..., Flatten
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(10, 10, 40, 30);
run("Add Selection...", "stroke=red width=2");
makeOval(60, 50, 50, 40);
run("Add Selection...", "stroke=none fill=#550000ff");
run("Select None");
print(Overlay.size);
saveAs("Tiff", output + "/overlay.tif");
run("Flatten");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/flat.tif");
