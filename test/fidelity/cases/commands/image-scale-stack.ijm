// covers: Scale...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Scale...", "x=2 y=1.5 z=2 width=240 height=150 depth=10 interpolation=None process create title=big");
print(getTitle(), getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/big.tif");
