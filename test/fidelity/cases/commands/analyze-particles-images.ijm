// covers: Analyze Particles...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
kinds = newArray("Outlines", "Bare Outlines", "Masks", "Ellipses", "Count Masks");
for (i = 0; i < kinds.length; i++) {
  open(input + "/cells-8.tif");
  setThreshold(80, 255);
  run("Analyze Particles...", "size=20-Infinity show=[" + kinds[i] + "]");
  list = getList("image.titles");
  for (k = 0; k < list.length; k++) if (list[k] != "cells-8.tif") {
    selectImage(list[k]);
    print(list[k], bitDepth(), is("Inverting LUT"));
    saveAs("Tiff", output + "/" + i + ".tif");
  }
  close("*");
}
