// covers: Scale Bar...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Scale Bar...", "width=40 height=30 thickness=3 font=12 color=Yellow background=None location=[Upper Left] horizontal hide overlay");
print(Overlay.size, bitDepth());
saveAs("Tiff", output + "/overlay.tif");
