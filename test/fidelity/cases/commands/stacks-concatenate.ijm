// covers: Concatenate...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
rename("a");
run("Duplicate...", "title=b duplicate range=2-3");
run("Concatenate...", "  title=Both keep image1=a image2=b image3=[-- None --]");
print(getTitle(), nSlices, nImages);
saveAs("Tiff", output + "/both.tif");
