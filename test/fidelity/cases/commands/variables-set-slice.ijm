// covers: Set Slice..., Set Label...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
for (i = 1; i <= nSlices; i++) {
  run("Set Slice...", "slice=i");
  label = "slice " + i;
  run("Set Label...", "label=&label");
}
run("Set Slice...", "slice=" + nSlices - 1);
print(getSliceNumber(), getInfo("slice.label"));
saveAs("Tiff", output + "/labeled.tif");
