// covers: LUT..., LUT...
// input: cells-8.tif, palette.lut
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("LUT... ", "open=[" + input + "/palette.lut]");
saveAs("Tiff", output + "/colored.tif");
run("Ice");
saveAs("LUT", output + "/ice.lut");
