// covers: Open...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Open...", "path=[" + input + "/cells-8.tif]");
print(getTitle(), getValue("Mean"));
p = input + "/cells-8.tif";
rename("first");
run("Open...", "path=[&p]");
print(getTitle(), nImages);
saveAs("Tiff", output + "/opened.tif");
