// covers: 3D Project...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("3D Project...", "projection=[Brightest Point] axis=Y-Axis slice=2 initial=0 total=90 rotation=30 lower=1 upper=255 opacity=0 surface=100 interior=50 interpolate");
print(getTitle(), nSlices, getWidth(), getHeight());
saveAs("Tiff", output + "/turned.tif");
