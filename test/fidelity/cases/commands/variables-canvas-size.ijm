// covers: Canvas Size...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = getWidth() + 20;
h = getHeight() + 30;
where = "Top-Left";
run("Canvas Size...", "width=w height=h position=&where zero");
saveAs("Tiff", output + "/canvas.tif");
