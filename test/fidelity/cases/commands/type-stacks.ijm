// covers: RGB Stack, HSB Stack, HSB (32-bit), Lab Stack
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
names = newArray("RGB Stack", "HSB Stack", "HSB (32-bit)", "Lab Stack");
for (i = 0; i < names.length; i++) {
  open(input + "/rgb.tif");
  run(names[i]);
  setSlice(3);
  print(names[i], nSlices, bitDepth(), getInfo("slice.label"));
  saveAs("Tiff", output + "/" + i + ".tif");
  close("*");
}
