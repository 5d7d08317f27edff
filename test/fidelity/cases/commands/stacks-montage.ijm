// covers: Make Montage...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Make Montage...", "columns=3 rows=2 scale=0.50");
print(getTitle(), getWidth(), getHeight());
saveAs("Tiff", output + "/montage.tif");
