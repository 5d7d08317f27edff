// covers: Make Substack...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
last = nSlices;
which = "2-" + last;
run("Make Substack...", "slices=&which");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/ampersand.tif");
selectImage("stack-8.tif");
run("Make Substack...", "slices=1-" + last - 2);
print(getTitle(), nSlices);
