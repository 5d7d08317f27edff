// covers: Scale Bar..., Merge Channels..., Z Project..., RGB Color, Make Montage...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Properties...", "channels=2 slices=3 frames=2 unit=um pixel_width=0.5 pixel_height=0.5 voxel_depth=1");
run("Z Project...", "projection=[Max Intensity] all");
rename("max");
close("hyper.tif");
selectImage("max");
Stack.setChannel(1);
run("Green");
setMinAndMax(1000, 1500);
Stack.setChannel(2);
run("Magenta");
setMinAndMax(2000, 2700);
Stack.setFrame(2);
run("Duplicate...", "title=last duplicate frames=2");
run("RGB Color");
rename("merged");
selectImage("max");
run("Split Channels");
selectImage("C1-max");
run("RGB Color");
run("Duplicate...", "title=green");
imageNames = getList("image.titles");
print(imageNames.length);
selectImage("merged");
run("Scale Bar...", "width=10 height=3 font=10 color=White background=None location=[Lower Right] bold hide");
print(getWidth, getHeight, bitDepth());
saveAs("PNG", output + "/merged.png");
selectImage("green");
saveAs("PNG", output + "/green.png");
