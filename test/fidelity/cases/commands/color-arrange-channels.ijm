// covers: Arrange Channels...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Arrange Channels...", "new=21");
print(getTitle());
saveAs("Tiff", output + "/swapped.tif");
