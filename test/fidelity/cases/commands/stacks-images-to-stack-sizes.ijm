// covers: Images to Stack
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Duplicate...", "title=big");
makeRectangle(0, 0, 50, 40);
run("Duplicate...", "title=small");
run("Images to Stack", "method=[Copy (center)] name=Stack use");
print(nSlices, getWidth(), getHeight());
saveAs("Tiff", output + "/stack.tif");
