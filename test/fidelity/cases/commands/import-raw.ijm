// covers: Raw..., Raw Data...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
w = getWidth();
h = getHeight();
saveAs("Raw Data", output + "/a.raw");
close();
run("Raw...", "open=[" + output + "/a.raw] image=[16-bit Unsigned] width=" + w + " height=" + h + " offset=0 number=1 gap=0");
print(getTitle(), getValue("Mean"), getValue("Max"));
saveAs("Tiff", output + "/a.tif");
close();
run("Raw...", "open=[" + output + "/a.raw] image=8-bit width=" + w + " height=50 offset=100 number=2 gap=10");
print(nSlices, getValue("Mean"));
