// covers: Colors..., Fill
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Colors...", "foreground=red background=blue selection=cyan");
makeOval(10, 10, 30, 30);
run("Fill", "slice");
makeRectangle(50, 10, 20, 20);
run("Clear", "slice");
run("Select None");
saveAs("Tiff", output + "/colored.tif");
