// covers: Size...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = 90;
h = 60;
how = "None";
run("Size...", "width=w height=&h depth=1 interpolation=&how");
print(getWidth(), getHeight());
saveAs("Tiff", output + "/size.tif");
