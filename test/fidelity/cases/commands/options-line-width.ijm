// covers: Line Width...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Line Width...", "line=5");
setForegroundColor(255, 255, 255);
makeLine(10, 10, 90, 70);
print(getValue("Length"));
run("Draw", "slice");
run("Select None");
saveAs("Tiff", output + "/line.tif");
