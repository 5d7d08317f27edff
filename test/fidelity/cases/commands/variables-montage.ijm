// covers: Make Montage...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
cols = 2;
rows = 3;
sc = 0.5;
run("Make Montage...", "columns=cols rows=rows scale=&sc");
print(getWidth(), getHeight());
saveAs("Tiff", output + "/montage.tif");
