// covers: Clear, Clear Outside, Fill, Draw, Colors...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Colors...", "foreground=white background=gray selection=yellow");
makeOval(20, 20, 60, 50);
run("Fill", "slice");
makeRectangle(40, 40, 60, 40);
run("Clear", "slice");
makeRectangle(5, 5, 120, 100);
run("Draw", "slice");
saveAs("Tiff", output + "/drawn.tif");
run("Clear Outside");
run("Select None");
saveAs("Tiff", output + "/inside.tif");
