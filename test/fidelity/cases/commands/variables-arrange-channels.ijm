// covers: Arrange Channels..., Reduce...
// input: hyper.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
order = "2";
run("Arrange Channels...", "new=" + order);
getDimensions(w, h, c, z, t);
print(c, z, t);
open(input + "/stack-8.tif");
n = 2;
run("Reduce...", "reduction=n");
print(nSlices);
saveAs("Tiff", output + "/reduced.tif");
