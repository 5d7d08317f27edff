// covers: Reslice [/]..., makeLine, Gaussian Blur..., Z Project...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
newImage("cilia", "16-bit black", 100, 60, 12);
for (t = 1; t <= 12; t++) {
  setSlice(t);
  setColor(2000 + t * 100);
  fillOval(10 + t * 6, 25, 9, 9);
  setColor(1200);
  fillOval(85 - t * 5, 27, 6, 6);
}
makeLine(5, 30, 95, 30, 5);
run("Reslice [/]...", "output=1.000 slice_count=5");
run("Z Project...", "projection=[Max Intensity]");
rename("kymograph");
run("Gaussian Blur...", "sigma=1");
print(getWidth, getHeight, d2s(getValue("Max"), 2));
setAutoThreshold("Default dark");
run("Create Selection");
print(selectionType(), getValue("Area"));
saveAs("Tiff", output + "/kymograph.tif");
