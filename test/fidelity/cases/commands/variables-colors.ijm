// covers: Colors..., Fill, Line Width...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
fg = "orange";
bg = "blue";
run("Colors...", "foreground=&fg background=&bg selection=yellow");
makeRectangle(10, 10, 40, 30);
run("Fill", "slice");
makeRectangle(60, 10, 20, 30);
run("Clear", "slice");
n = 4;
run("Line Width...", "line=n");
makeLine(5, 60, 90, 70);
run("Draw", "slice");
run("Select None");
saveAs("Tiff", output + "/drawn.tif");
