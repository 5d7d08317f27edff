// covers: Arrange Channels..., Reduce...
// input: hyper.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
order = "21";
run("Arrange Channels...", "new=&order");
saveAs("Tiff", output + "/arranged.tif");
open(input + "/stack-8.tif");
n = 2;
run("Reduce...", "reduction=n");
print(nSlices);
saveAs("Tiff", output + "/reduced.tif");
