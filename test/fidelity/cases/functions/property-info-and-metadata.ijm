// covers: setMetadata, getMetadata, getInfo
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setMetadata("Info", "stain: DAPI\nexposure: 30 ms");
print(getMetadata("Info"));
print(getInfo("stain") + " " + getInfo("exposure"));
saveAs("Tiff", output + "/info.tif");
close();
open(output + "/info.tif");
t = getMetadata("Info");
lines = split(t, "\n");
print(lines.length + " " + lines[0]);
print(is("grayscale") + " " + is("binary") + " " + is("composite") + " " + is("changes"));
