// covers: Z Project...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Z Project...", "projection=[Max Intensity] all");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t);
saveAs("Tiff", output + "/projected.tif");
