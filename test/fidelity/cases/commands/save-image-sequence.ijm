// covers: Image Sequence...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Image Sequence... ", "dir=[" + output + "/] format=TIFF name=part_ start=1 digits=3");
list = getFileList(output);
for (i = 0; i < list.length; i++) print(list[i]);
