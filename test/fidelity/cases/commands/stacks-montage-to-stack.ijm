// covers: Montage to Stack...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Make Montage...", "columns=5 rows=1 scale=1");
run("Montage to Stack...", "columns=5 rows=1 border=0");
print(getTitle(), nSlices, getWidth());
saveAs("Tiff", output + "/stack.tif");
