// covers: FFT Options...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("FFT Options...", "fft raw complex do");
list = getList("image.titles");
for (i = 0; i < list.length; i++) {
  selectImage(list[i]);
  print(list[i], bitDepth(), nSlices);
  saveAs("Tiff", output + "/" + i + ".tif");
}
