// covers: Bandpass Filter...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Bandpass Filter...", "filter_large=40 filter_small=3 suppress=Vertical tolerance=5 autoscale saturate display process");
list = getList("image.titles");
for (i = 0; i < list.length; i++) {
  print(list[i]);
  selectImage(list[i]);
  saveAs("Tiff", output + "/" + i + ".tif");
}
