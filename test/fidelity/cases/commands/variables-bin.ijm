// covers: Bin...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
n = 3;
how = "Max";
run("Bin...", "x=n y=n bin=&how");
print(getWidth(), getHeight());
saveAs("Tiff", output + "/binned.tif");
