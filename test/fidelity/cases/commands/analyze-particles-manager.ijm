// covers: Analyze Particles...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
run("Analyze Particles...", "size=20-Infinity show=Nothing exclude add");
print(roiManager("count"));
for (i = 0; i < roiManager("count"); i++) print(RoiManager.getName(i));
roiManager("Save", output + "/rois.zip");
