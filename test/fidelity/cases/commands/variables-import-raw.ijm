// covers: Raw..., Raw Data...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = getWidth();
h = getHeight();
p = output + "/a.raw";
saveAs("Raw Data", p);
close();
kind = "8-bit";
run("Raw...", "open=[" + p + "] image=&kind width=w height=&h offset=0 number=1 gap=0");
print(getWidth(), getHeight(), getValue("Mean"));
saveAs("Tiff", output + "/a.tif");
