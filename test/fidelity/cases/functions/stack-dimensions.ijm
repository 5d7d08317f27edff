// covers: Stack.getDimensions, Stack.setDimensions, Stack.isHyperstack, Stack.swap, Stack.setUnits, Stack.getUnits, Stack.setFrameInterval, Stack.getFrameInterval
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
print(Stack.isHyperstack + " " + is("hyperstack"));
Stack.setDimensions(1, 1, 5);
Stack.getDimensions(w, h, c, z, t);
print(w + " " + h + " " + c + " " + z + " " + t);
Stack.setFrameInterval(30);
Stack.setUnits("um", "um", "um", "sec", "grey");
Stack.getUnits(X, Y, Z, T, V);
print(X + " " + Y + " " + Z + " " + T + " " + V + " " + Stack.getFrameInterval);
Stack.swap(1, 5);
print(getInfo("slice.label"));
saveAs("Tiff", output + "/frames.tif");
