// covers: Convert to Mask
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Convert to Mask", "method=Otsu background=Light black create");
print(nImages, getTitle());
saveAs("Tiff", output + "/created.tif");
