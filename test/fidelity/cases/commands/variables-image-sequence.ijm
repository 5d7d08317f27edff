// covers: Image Sequence..., Image Sequence...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
dir = output + "/";
prefix = "plane";
n = 3;
run("Image Sequence... ", "dir=&dir format=PNG name=&prefix digits=n");
list = getFileList(output);
for (i = 0; i < list.length; i++) print(list[i]);
close();
run("Image Sequence...", "dir=&dir filter=&prefix start=2 sort");
print(nSlices);
