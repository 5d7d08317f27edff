// covers: Straighten...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeLine(10, 20, 60, 50, 110, 30, 150, 70);
run("Straighten...", "title=straight.tif line=15");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/straight.tif");
