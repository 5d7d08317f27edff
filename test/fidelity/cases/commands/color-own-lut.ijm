// covers: RGB Color
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
reds = newArray(256);
greens = newArray(256);
blues = newArray(256);
for (i = 0; i < 256; i++) {
  reds[i] = i;
  greens[i] = 255 - i;
  blues[i] = i * i / 255;
}
setLut(reds, greens, blues);
saveAs("Tiff", output + "/own.tif");
run("RGB Color");
saveAs("Tiff", output + "/rgb.tif");
