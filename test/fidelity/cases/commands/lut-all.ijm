// covers: Fire, Grays, Ice, Spectrum, 3-3-2 RGB, Red, Green, Blue, Cyan, Magenta, Yellow, Red/Green
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
names = newArray("Fire", "Grays", "Ice", "Spectrum", "3-3-2 RGB", "Red", "Green", "Blue", "Cyan", "Magenta", "Yellow", "Red/Green");
for (i = 0; i < names.length; i++) {
  run(names[i]);
  getLut(r, g, b);
  print(names[i], r[60], g[60], b[60], r[200], g[200], b[200]);
}
run("Invert LUT");
saveAs("Tiff", output + "/last.tif");
