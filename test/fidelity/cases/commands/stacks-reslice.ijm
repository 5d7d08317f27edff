// covers: Reslice [/]...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Reslice [/]...", "output=1.000 start=Top avoid");
print(getTitle(), getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/top.tif");
selectImage("stack-8.tif");
run("Reslice [/]...", "output=1.000 start=Left flip rotate avoid");
print(getTitle(), getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/left.tif");
