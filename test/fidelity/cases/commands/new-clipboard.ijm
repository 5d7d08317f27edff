// covers: Copy, Internal Clipboard, Cut, Paste
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(15, 20, 40, 30);
run("Copy");
run("Internal Clipboard");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/clip.tif");
close();
makeRectangle(60, 60, 40, 30);
run("Paste");
run("Select None");
makeRectangle(0, 0, 20, 20);
run("Cut");
run("Select None");
saveAs("Tiff", output + "/pasted.tif");
