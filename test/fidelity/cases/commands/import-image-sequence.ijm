// covers: Image Sequence..., Image Sequence...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Image Sequence... ", "dir=[" + output + "/] format=TIFF name=s start=0 digits=2");
close();
File.openSequence(output, " filter=s start=2 step=2 scale=50");
if (getTitle() == File.getName(output)) print("titled as the folder");
print(nSlices, getWidth(), getHeight());
for (i = 1; i <= nSlices; i++) {
  setSlice(i);
  print(getInfo("slice.label"), getValue("Mean"));
}
rename("sequence");
saveAs("Tiff", output + "/sequence.tif");
