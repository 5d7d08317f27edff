// covers: run, getLut, setLut, Invert LUT
// input: cells-8.tif
// ends: well
// Several colour tables; one is made by hand and saved.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
names = newArray("Fire", "Grays", "Ice", "Red", "Cyan", "3-3-2 RGB");
for (i = 0; i < names.length; i++) {
	run(names[i]);
	getLut(r, g, b);
	print(names[i] + ": " + r[100] + " " + g[100] + " " + b[100]);
}
r = newArray(256); g = newArray(256); b = newArray(256);
for (i = 0; i < 256; i++) {
	r[i] = i;
	g[i] = 255 - i;
	b[i] = round(i / 2);
}
setLut(r, g, b);
saveAs("LUT", output + "/own.lut");
saveAs("PNG", output + "/own.png");
run("Invert LUT");
print(is("Inverting LUT"));
