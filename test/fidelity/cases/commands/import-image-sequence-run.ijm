// covers: Image Sequence..., Image Sequence...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Image Sequence... ", "dir=[" + output + "/] format=PNG name=p start=1 digits=1");
close();
run("Image Sequence...", "dir=[" + output + "/] filter=p count=3 sort");
print(nSlices, bitDepth());
rename("opened");
saveAs("Tiff", output + "/opened.tif");
