// covers: open, LUT..., RGB Color
// input: palette.lut, cells-8.tif
// ends: well
// The lab's colour table is read from a file for every figure.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("LUT... ", "open=[" + input + "/palette.lut]");
getLut(r, g, b);
print(r[0] + " " + g[128] + " " + b[255]);
setMinAndMax(10, 200);
run("RGB Color");
print(bitDepth);
saveAs("PNG", output + "/figure.png");
