// covers: Z Project..., Stack.setPosition, saveAs
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Z Project...", "projection=[Max Intensity]");
print(getTitle());
saveAs("PNG", output + "/max.png");
saveAs("Tiff", output + "/max.tif");
