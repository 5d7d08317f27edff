// covers: Duplicate...
// input: stack-8.tif, hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Duplicate...", "title=some duplicate range=2-4");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/some.tif");
open(input + "/hyper.tif");
run("Duplicate...", "title=hs duplicate channels=2 slices=1-2 frames=2");
getDimensions(w, h, c, z, t);
print(c, z, t);
saveAs("Tiff", output + "/hs.tif");
