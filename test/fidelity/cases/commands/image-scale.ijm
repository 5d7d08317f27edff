// covers: Scale...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Scale...", "x=0.5 y=0.5 width=100 height=75 interpolation=Bilinear average create title=half.tif");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/half.tif");
close();
selectImage("cells-8.tif");
run("Scale...", "x=1.5 y=1.5 interpolation=Bicubic");
saveAs("Tiff", output + "/inside.tif");
