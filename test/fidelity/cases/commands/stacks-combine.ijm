// covers: Combine...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
rename("a");
run("Duplicate...", "title=b duplicate");
run("Invert", "stack");
run("Combine...", "stack1=a stack2=b");
print(getTitle(), getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/beside.tif");
