// covers: Analyze Particles..., Properties...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Properties...", "channels=1 slices=1 frames=1 pixel_width=0.5 pixel_height=0.5 voxel_depth=1 unit=um");
run("Set Measurements...", "area perimeter feret's redirect=None decimal=3");
run("Analyze Particles...", "size=300-550 show=Nothing display clear");
print(nResults);
saveAs("Results", output + "/scaled.csv");
run("Analyze Particles...", "size=2000-Infinity pixel show=Nothing display clear");
print(nResults);
saveAs("Results", output + "/pixel.csv");
