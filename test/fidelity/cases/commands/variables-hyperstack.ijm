// covers: Stack to Hyperstack...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Duplicate...", "title=four duplicate range=1-4");
c = 2;
z = nSlices / c;
mode = "Grayscale";
run("Stack to Hyperstack...", "order=xyczt(default) channels=c slices=&z frames=1 display=&mode");
getDimensions(w, h, channels, slices, frames);
Stack.getDisplayMode(shown);
print(channels, slices, frames, shown);
saveAs("Tiff", output + "/four.tif");
