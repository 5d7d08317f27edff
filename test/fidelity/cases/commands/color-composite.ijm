// covers: Make Composite, Magenta, RGB Color, Stack.setActiveChannels
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Make Composite");
Stack.setChannel(2);
run("Magenta");
Stack.setDisplayMode("composite");
Stack.setActiveChannels("110");
Stack.getActiveChannels(active);
print(active);
saveAs("Tiff", output + "/composite.tif");
run("RGB Color");
saveAs("Tiff", output + "/rgb.tif");
