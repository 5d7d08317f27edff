// covers: Distance Map
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
edm = newArray("Overwrite", "8-bit", "16-bit", "32-bit");
for (i = 0; i < edm.length; i++) {
  open(input + "/binary.tif");
  run("Options...", "iterations=1 count=1 black edm=" + edm[i]);
  run("Distance Map");
  print(edm[i], bitDepth(), getTitle(), nImages);
  saveAs("Tiff", output + "/" + edm[i] + ".tif");
  close("*");
}
