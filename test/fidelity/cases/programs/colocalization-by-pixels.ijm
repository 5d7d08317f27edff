// covers: getPixel, Split Channels, Plot.create, Plot.add
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
run("Split Channels");
selectImage("rgb.tif (red)");
red = allPixels();
selectImage("rgb.tif (blue)");
blue = allPixels();
print("Pearson", d2s(pearson(red, blue), 6));
Plot.create("scatter", "red", "blue");
Plot.setFrameSize(256, 256);
Plot.setLimits(0, 255, 0, 255);
Plot.add("dots", red, blue);
Plot.show;
saveAs("PNG", output + "/scatter.png");

function allPixels() {
  values = newArray(getWidth * getHeight);
  i = 0;
  for (y = 0; y < getHeight; y++) for (x = 0; x < getWidth; x++) values[i++] = getPixel(x, y);
  return values;
}

function pearson(p, q) {
  Array.getStatistics(p, min, max, meanP, sdP);
  Array.getStatistics(q, min, max, meanQ, sdQ);
  sum = 0;
  for (i = 0; i < p.length; i++) sum += (p[i] - meanP) * (q[i] - meanQ);
  return sum / ((p.length - 1) * sdP * sdQ);
}
