// covers: Split Channels, Merge Channels...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
run("Split Channels");
list = getList("image.titles");
for (i = 0; i < list.length; i++) print(list[i]);
run("Merge Channels...", "c1=[rgb.tif (green)] c2=[rgb.tif (blue)] c3=[rgb.tif (red)]");
print(getTitle(), bitDepth());
saveAs("Tiff", output + "/turned.tif");
