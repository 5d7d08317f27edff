// covers: Duplicate...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
first = 2;
last = 4;
title = "middle";
run("Duplicate...", "title=&title duplicate range=" + first + "-" + last);
print(getTitle(), nSlices);
saveAs("Tiff", output + "/middle.tif");
