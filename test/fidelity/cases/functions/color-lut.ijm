// covers: Color.getLut, Color.setLut, getLut, setLut
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Fire");
Color.getLut(r, g, b);
print(r.length + " " + r[64] + " " + g[128] + " " + b[192]);
Array.reverse(r); Array.reverse(g); Array.reverse(b);
Color.setLut(r, g, b);
getLut(x, y, z);
print(x[0] + " " + y[0] + " " + z[0]);
saveAs("Tiff", output + "/reversed.tif");
