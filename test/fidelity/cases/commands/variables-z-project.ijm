// covers: Z Project...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
pr = "Max Intensity";
from = 2;
run("Z Project...", "start=from stop=4 projection=&pr");
saveAs("Tiff", output + "/ampersand.tif");
close();
selectImage("stack-8.tif");
pr = "Sum Slices";
run("Z Project...", "start=&from stop=5 projection=[&pr]");
saveAs("Tiff", output + "/brackets.tif");
close();
selectImage("stack-8.tif");
run("Z Project...", "projection=[" + pr + "]");
saveAs("Tiff", output + "/joined.tif");
