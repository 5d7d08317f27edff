// covers: Image..., Hyperstack...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
name = "made here";
w = 40;
kind = "16-bit";
fillWith = "Ramp";
run("Image...", "name=&name type=&kind fill=&fillWith width=w height=30 slices=2");
print(getTitle(), bitDepth(), nSlices);
saveAs("Tiff", output + "/ramp.tif");
n = 3;
run("Hyperstack...", "name=hs type=8-bit display=Grayscale width=w height=w channels=2 slices=n frames=1");
getDimensions(x, y, c, z, t);
print(x, y, c, z, t);
