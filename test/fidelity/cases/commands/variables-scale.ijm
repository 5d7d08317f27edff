// covers: Scale...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
f = 0.4;
w = getWidth() * f;
h = getHeight() * f;
method = "Bicubic";
run("Scale...", "x=f y=f width=w height=h interpolation=&method average create title=small");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/small.tif");
