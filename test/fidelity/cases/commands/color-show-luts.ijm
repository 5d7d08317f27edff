// covers: Show LUT
// input: palette.lut, cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("LUT... ", "open=[" + input + "/palette.lut]");
run("Show LUT");
print(getTitle, getWidth, getHeight);
saveAs("PNG", output + "/shown.png");
