// covers: Reduce..., Reverse, Flip Z
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Reverse");
saveAs("Tiff", output + "/reversed.tif");
run("Flip Z");
run("Reduce...", "reduction=2");
print(nSlices);
saveAs("Tiff", output + "/reduced.tif");
