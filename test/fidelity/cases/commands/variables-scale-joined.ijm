// covers: Scale...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
f = 1.5;
name = "large one";
run("Scale...", "x=" + f + " y=" + f + " width=" + getWidth() * f + " height=" + getHeight() * f + " interpolation=None create title=[" + name + "]");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/large.tif");
