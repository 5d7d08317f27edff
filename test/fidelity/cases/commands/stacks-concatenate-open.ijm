// covers: Concatenate...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
rename("a");
run("Duplicate...", "title=b duplicate");
run("Concatenate...", "all_open title=All open");
getDimensions(w, h, c, z, t);
print(getTitle(), c, z, t, nImages);
saveAs("Tiff", output + "/all.tif");
