// covers: Stack to Images, Images to Stack, nImages, getTitle
// input: stack-8.tif
// ends: well
// Slices are taken apart, every second is closed, the rest becomes a stack.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Stack to Images");
print(nImages + " images");
for (i = nImages; i >= 1; i--) {
	selectImage(i);
	if (i % 2 == 0)
		close();
	else
		print(getTitle());
}
run("Images to Stack", "use");
print(nImages + " with " + nSlices);
run("Reverse");
saveAs("Tiff", output + "/odd.tif");
