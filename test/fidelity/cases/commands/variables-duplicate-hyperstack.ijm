// covers: Duplicate...
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
for (c = 1; c <= 2; c++) {
  selectImage("hyper.tif");
  run("Duplicate...", "title=c" + c + " duplicate channels=c slices=2-3");
  getDimensions(w, h, channels, z, t);
  print(getTitle(), channels, z, t);
  saveAs("Tiff", output + "/" + c + ".tif");
}
