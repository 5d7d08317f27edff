// covers: Image Sequence..., Set Label...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
for (i = 1; i <= nSlices; i++) {
  setSlice(i);
  run("Set Label...", "label=plane-" + i);
}
run("Image Sequence... ", "dir=[" + output + "/] format=PNG name=[] digits=4 use");
