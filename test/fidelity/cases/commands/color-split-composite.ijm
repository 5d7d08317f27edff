// covers: Split Channels
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Split Channels");
list = getList("image.titles");
for (i = 0; i < list.length; i++) {
  selectImage(list[i]);
  getDimensions(w, h, c, z, t);
  print(list[i], c, z, t);
  saveAs("Tiff", output + "/" + i + ".tif");
}
