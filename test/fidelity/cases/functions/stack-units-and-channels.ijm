// covers: Stack.setTUnit, Stack.setXUnit, Stack.setYUnit, Stack.setZUnit, Stack.getUnits, Stack.setFrameRate, Stack.getFrameRate, Stack.toggleChannel, Stack.isHyperStack, Stack.size, Stack.getActiveChannels, getVoxelSize
// input: hyper.tif, cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
Stack.setXUnit("nm");
Stack.setYUnit("nm");
Stack.setZUnit("um");
Stack.setTUnit("min");
Stack.setFrameRate(12.5);
setVoxelSize(65, 65, 0.3, "nm");
Stack.getUnits(x, y, z, t, value);
print(x, y, z, t, value);
print(Stack.getFrameRate, Stack.isHyperStack, Stack.size);
getVoxelSize(w, h, d, unit);
print(w, h, d, unit);
Stack.toggleChannel(2);
Stack.getActiveChannels(active);
print(active);
saveAs("Tiff", output + "/units.tif");
open(input + "/cells-8.tif");
print(Stack.isHyperStack, Stack.size);
