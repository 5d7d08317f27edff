// Makes the images and files that cases open, below the folder of the argument. Everything follows from formulas.
a = split(getArgument(), "|"); output = a[0];
setBatchMode(true);

newImage("cells", "8-bit black", 256, 254, 1);
for (i = 0; i < 12; i++) {
  r = 9 + (i * 5) % 13;
  setColor(120 + (i * 37) % 130);
  fillOval(14 + (i % 4) * 60 + (i * 7) % 11, 12 + floor(i / 4) * 80 + (i * 5) % 9, 2 * r, 2 * r + (i % 3) * 6);
}
run("Gaussian Blur...", "sigma=1");
noise(12);
run("Set Scale...", "distance=2 known=1 unit=um");
saveAs("Tiff", output + "/cells-8.tif");

run("16-bit");
run("Multiply...", "value=200");
saveAs("Tiff", output + "/cells-16.tif");

newImage("float", "32-bit black", 120, 90, 1);
for (y = 0; y < 90; y++) for (x = 0; x < 120; x++) setPixel(x, y, sin(x / 9) * cos(y / 7) * 10 + x / 50);
resetMinAndMax();
saveAs("Tiff", output + "/float.tif");

newImage("rgb", "RGB black", 140, 100, 1);
for (y = 0; y < 100; y++) for (x = 0; x < 140; x++) {
  setPixel(x, y, (floor(x * 255 / 139) << 16) + (floor(y * 255 / 99) << 8) + ((x * y) % 256));
}
saveAs("Tiff", output + "/rgb.tif");

newImage("binary", "8-bit black", 200, 160, 1);
setColor(255);
fillOval(20, 20, 40, 40); fillOval(50, 35, 40, 30); fillRect(120, 15, 50, 35); fillOval(125, 80, 55, 60);
fillRect(20, 100, 70, 6); fillRect(52, 90, 6, 50); setColor(0); fillOval(140, 95, 18, 18);
saveAs("Tiff", output + "/binary.tif");

newImage("stack", "8-bit black", 100, 80, 5);
for (n = 1; n <= 5; n++) {
  setSlice(n);
  setMetadata("Label", "plane " + n);
  for (y = 0; y < 80; y++) for (x = 0; x < 100; x++) setPixel(x, y, (x * n + y * 2 + n * 10) % 256);
  setColor(255 - n * 20);
  fillOval(10 + n * 8, 20 + n * 4, 24, 24);
}
setSlice(1);
run("Properties...", "channels=1 slices=5 frames=1 unit=um pixel_width=0.5 pixel_height=0.5 voxel_depth=2");
saveAs("Tiff", output + "/stack-8.tif");

newImage("hyper", "16-bit composite-mode", 64, 48, 2, 3, 2);
for (t = 1; t <= 2; t++) for (z = 1; z <= 3; z++) for (c = 1; c <= 2; c++) {
  Stack.setPosition(c, z, t);
  for (y = 0; y < 48; y++) for (x = 0; x < 64; x++) setPixel(x, y, c * 1000 + z * 100 + t * 10 + x * c + y * z);
}
for (c = 2; c >= 1; c--) {
  Stack.setPosition(c, 1, 1);
  setMinAndMax(0, c * 1500);
}
saveAs("Tiff", output + "/hyper.tif");

newImage("rois", "8-bit black", 256, 254, 1);
roiManager("reset");
makeRectangle(20, 30, 60, 40); Roi.setName("box"); roiManager("add");
makeOval(110, 40, 50, 70); Roi.setName("oval"); Roi.setStrokeColor("red"); roiManager("add");
makePolygon(30, 150, 90, 140, 110, 200, 50, 220); Roi.setName("polygon"); roiManager("add");
makeLine(150, 150, 230, 210); Roi.setName("line"); roiManager("add");
roiManager("save", output + "/rois.zip");

text = "Label,Area,Mean\n";
for (i = 0; i < 8; i++) text = text + "cell-" + (i + 1) + "," + (20 + i * 3.5) + "," + (100 + (i * 17) % 60) + "\n";
File.saveString(text, output + "/table.csv");
File.saveString("first line\nsecond line, with a comma\n\nüñí µm\nlast line without an end", output + "/text.txt");

newImage("palette", "8-bit ramp", 32, 32, 1);
reds = newArray(256); greens = newArray(256); blues = newArray(256);
for (i = 0; i < 256; i++) { reds[i] = i; greens[i] = 255 - i; blues[i] = (i * 3) % 256; }
setLut(reds, greens, blues);
saveAs("LUT", output + "/palette.lut");

// Of a pattern that is fixed: random numbers would differ from Java to Java.
function noise(height) {
  for (y = 0; y < 254; y++) for (x = 0; x < 256; x++) {
    v = getPixel(x, y) + ((x * 31 + y * 17 + (x * y) % 29) % height);
    setPixel(x, y, minOf(255, v));
  }
}
