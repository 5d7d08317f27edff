// covers: Reslice [/]...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
side = "Bottom";
depth = 2;
run("Reslice [/]...", "output=depth start=&side avoid");
print(getTitle(), getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/reslice.tif");
