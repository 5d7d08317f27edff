// covers: Reset...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(10, 10, 20, 20);
run("Copy");
run("Reset...", "reset=[Locked Image]");
print(getTitle());
run("Create Mask");
saveAs("Tiff", output + "/mask.tif");
