// covers: Options..., Erode, Distance Map
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
n = 2;
c = 3;
run("Options...", "iterations=n count=&c black");
run("Erode");
saveAs("Tiff", output + "/eroded.tif");
kind = "16-bit";
run("Options...", "iterations=1 count=1 black edm=&kind");
run("Distance Map");
print(bitDepth(), getTitle());
saveAs("Tiff", output + "/map.tif");
