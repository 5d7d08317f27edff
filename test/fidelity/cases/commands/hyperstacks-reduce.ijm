// covers: Reduce Dimensionality...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
Stack.setPosition(2, 2, 1);
run("Reduce Dimensionality...", "channels frames keep");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t, nImages);
saveAs("Tiff", output + "/reduced.tif");
