// covers: Variance..., Make Substack..., setThreshold, Analyze Particles..., Set Slice...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
newImage("scratch", "8-bit black", 160, 120, 4);
for (t = 1; t <= 4; t++) {
  setSlice(t);
  gap = 60 - t * 12;
  for (y = 0; y < 120; y++) for (x = 0; x < 160; x++) {
    inside = abs(x - 80) < gap / 2;
    if (inside) v = 100;
    else v = 60 + ((x * 53 + y * 97 + t * 31) % 90);
    setPixel(x, y, v);
  }
}
run("Properties...", "channels=1 slices=1 frames=4 unit=um pixel_width=2 pixel_height=2 voxel_depth=1 frame=[30 min]");
original = getImageID();
areas = newArray(nSlices);
for (t = 1; t <= 4; t++) {
  selectImage(original);
  setSlice(t);
  run("Duplicate...", "title=frame");
  run("Variance...", "radius=4");
  setThreshold(0, 120);
  run("Create Selection");
  areas[t - 1] = getValue("Area");
  close();
}
for (t = 0; t < areas.length; t++) {
  setResult("Minutes", t, t * 30);
  setResult("Area", t, areas[t]);
  setResult("Closed%", t, 100 * (1 - areas[t] / areas[0]));
}
updateResults();
saveAs("Results", output + "/wound.csv");
Fit.doFit("Straight Line", newArray(0, 30, 60, 90), areas);
print(d2s(Fit.p(1), 3), d2s(Fit.rSquared, 4));
