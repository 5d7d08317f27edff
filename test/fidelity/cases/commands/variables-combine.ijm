// covers: Combine..., Concatenate...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
a1 = "first half";
a2 = "second half";
run("Duplicate...", "title=[" + a1 + "] duplicate range=1-2");
selectImage("stack-8.tif");
run("Duplicate...", "title=[" + a2 + "] duplicate range=3-4");
joined = "both halves";
run("Concatenate...", "  title=[&joined] keep image1=[&a1] image2=[&a2] image3=[-- None --]");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/concatenated.tif");
run("Combine...", "stack1=[&a1] stack2=[&a2]");
print(getTitle(), getWidth(), nSlices);
saveAs("Tiff", output + "/combined.tif");
