// covers: TIFF Virtual Stack...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("TIFF Virtual Stack...", "open=[" + input + "/stack-8.tif]");
print(is("Virtual Stack"), nSlices);
setSlice(4);
print(getValue("Mean"));
run("Duplicate...", "title=plane");
saveAs("Tiff", output + "/plane.tif");
