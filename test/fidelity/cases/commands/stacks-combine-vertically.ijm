// covers: Combine...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
rename("a");
run("Duplicate...", "title=b duplicate range=1-3");
run("Combine...", "stack1=a stack2=b combine");
print(getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/below.tif");
