// covers: Convert to Mask
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
m = "Triangle";
side = "Dark";
run("Convert to Mask", "method=&m background=&side calculate black");
saveAs("Tiff", output + "/mask.tif");
