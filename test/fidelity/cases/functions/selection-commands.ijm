// covers: Enlarge..., Make Band..., Convex Hull, Fit Ellipse, Fit Circle, To Bounding Box, Interpolate, Make Inverse
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
commands = newArray("Convex Hull", "Fit Ellipse", "Fit Circle", "To Bounding Box", "Make Inverse");
for (i = 0; i < commands.length; i++) {
	doWand(40, 40);
	run(commands[i]);
	getStatistics(area, mean);
	print(commands[i] + ": " + selectionType() + " " + area + " " + d2s(mean, 3));
}
doWand(40, 40);
n = 3;
run("Enlarge...", "enlarge=n");
getStatistics(area);
print("enlarged " + area);
run("Make Band...", "band=4");
getStatistics(area);
print("band " + area);
doWand(140, 30);
run("Interpolate", "interval=5 smooth");
getSelectionCoordinates(x, y);
print("interpolated " + x.length);
run("Create Mask");
saveAs("Tiff", output + "/mask.tif");
