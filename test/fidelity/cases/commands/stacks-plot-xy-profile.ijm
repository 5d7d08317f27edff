// covers: Plot XY Profile
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
makeLine(10, 10, 80, 60);
run("Plot XY Profile");
print(nSlices, getTitle());
saveAs("Tiff", output + "/profile.tif");
