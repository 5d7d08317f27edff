// covers: Set Scale...
// input: cells-8.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Scale...", "distance=5 known=2 unit=mm global");
open(input + "/float.tif");
getPixelSize(unit, w, h);
print(getTitle(), unit, w, h);
run("Set Scale...", "distance=0 known=0 unit=pixel global");
getPixelSize(unit, w, h);
print(unit, w, h);
