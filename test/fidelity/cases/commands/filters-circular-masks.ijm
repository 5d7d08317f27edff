// covers: Show Circular Masks...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Show Circular Masks...");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/masks.tif");
