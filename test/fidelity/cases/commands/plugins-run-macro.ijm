// covers: runMacro
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
path = output + "/helper.ijm";
File.saveString("open(getArgument());\nrun(\"Invert\");\nprint(getTitle(), getValue(\"Mean\"));\nreturn \"done\";\n", path);
result = runMacro(path, input + "/cells-8.tif");
print(result, nImages);
saveAs("Tiff", output + "/inverted.tif");
