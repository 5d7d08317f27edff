// covers: Arrow Tool..., Rounded Rect Tool...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Arrow Tool...", "width=3 size=12 color=Red style=Filled outline double");
makeArrow(20, 20, 90, 60, "open small outline");
run("Add Selection...");
run("Rounded Rect Tool...", "stroke=4 corner=25 color=green fill=none");
makeRectangle(60, 70, 60, 40, 25);
run("Add Selection...");
print(Overlay.size);
saveAs("Tiff", output + "/overlay.tif");
run("Flatten");
saveAs("Tiff", output + "/flat.tif");
