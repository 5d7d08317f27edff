// covers: Stack From List...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
saveAs("Tiff", output + "/one.tif");
run("Invert");
saveAs("Tiff", output + "/two.tif");
close();
File.saveString(output + "/one.tif\n" + output + "/two.tif\n", output + "/list.txt");
run("Stack From List...", "open=[" + output + "/list.txt]");
print(nSlices, getTitle());
File.delete(output + "/list.txt");
rename("listed");
saveAs("Tiff", output + "/stack.tif");
