// covers: imageCalculator
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Duplicate...", "title=mask duplicate");
run("Flip Horizontally", "stack");
imageCalculator("Difference create stack", "stack-8.tif", "mask");
saveAs("Tiff", output + "/difference.tif");
print(nSlices, getTitle());
