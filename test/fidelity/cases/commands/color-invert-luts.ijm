// covers: Invert LUTs, Grays
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Invert LUTs");
saveAs("Tiff", output + "/inverted.tif");
run("Grays");
getLut(r, g, b);
print(r[100], g[100], b[100]);
