// covers: Image Calculator...
// input: cells-8.tif, binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
a = getTitle();
open(input + "/binary.tif");
t = getTitle();
op = "AND";
run("Image Calculator...", "image1=&a operation=&op image2=&t create");
selectImage("Result of cells-8.tif");
saveAs("Tiff", output + "/and.tif");
imageCalculator("Subtract create 32-bit", a, t);
selectImage("Result of cells-8.tif");
saveAs("Tiff", output + "/subtract.tif");
