// covers: In [+], Out [-], Original Scale, View 100%, To Selection, Set...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
print(getZoom());
run("In [+]");
print(getZoom());
run("Out [-]");
run("Original Scale");
print(getZoom());
run("Set... ", "zoom=50 x=100 y=75");
print(getZoom());
run("View 100%");
print(getZoom());
makeRectangle(20, 20, 50, 40);
run("To Selection");
if (getZoom() > 1) print("larger");
