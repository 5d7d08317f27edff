// covers: Scale to Fit, Maximize
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Maximize");
print((getZoom() > 1));
run("Original Scale");
print(getZoom());
run("Scale to Fit");
print((getZoom() > 0), getWidth, getHeight);
