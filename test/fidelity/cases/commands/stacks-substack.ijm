// covers: Make Substack...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Make Substack...", "slices=1,3,5");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/list.tif");
selectImage("stack-8.tif");
run("Make Substack...", "delete slices=2-4-2");
print(getTitle(), nSlices);
selectImage("stack-8.tif");
print(nSlices);
saveAs("Tiff", output + "/rest.tif");
