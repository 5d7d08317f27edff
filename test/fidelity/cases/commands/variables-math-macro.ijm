// covers: Macro...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
step = 4;
code = "v=v/2+x/" + step;
run("Macro...", "code=&code");
saveAs("Tiff", output + "/ampersand.tif");
run("Macro...", "code=[v=v+" + step + "]");
saveAs("Tiff", output + "/joined.tif");
