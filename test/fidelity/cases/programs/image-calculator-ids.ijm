// covers: imageCalculator, getImageID, isOpen
// input: cells-16.tif
// ends: well
// The same by image numbers, in batch mode; a ratio in 32 bit.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-16.tif");
first = getImageID();
run("Duplicate...", "title=second");
run("Mean...", "radius=3");
second = getImageID();
imageCalculator("Add create", first, second);
sum = getImageID();
imageCalculator("Divide create 32-bit", first, second);
ratio = getImageID();
selectImage(second);
close();
print(isOpen(second) + " " + isOpen(sum) + " " + isOpen(ratio));
selectImage(sum);
saveAs("Tiff", output + "/sum.tif");
selectImage(ratio);
run("Macro...", "code=[if (v!=v) v=0;]");
saveAs("Tiff", output + "/ratio.tif");
