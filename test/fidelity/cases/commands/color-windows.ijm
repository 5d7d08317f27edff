// covers: Channels Tool..., Color Balance..., Color Picker..., Window/Level...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
run("Channels Tool...");
Stack.setActiveChannels("01");
Stack.setDisplayMode("color");
selectWindow("Channels");
run("Close");
run("Window/Level...");
selectWindow("W&L");
run("Close");
selectImage("hyper.tif");
Stack.setDisplayMode("composite");
Stack.getActiveChannels(active);
print(active, isOpen("Channels"), isOpen("W&L"));
saveAs("Tiff", output + "/channels.tif");
