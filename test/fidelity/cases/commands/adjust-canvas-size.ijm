// covers: Canvas Size...
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Canvas Size...", "width=240 height=120 position=Center zero");
saveAs("Tiff", output + "/center.tif");
close();
open(input + "/stack-8.tif");
setBackgroundColor(50, 50, 50);
run("Canvas Size...", "width=130 height=140 position=Bottom-Right");
saveAs("Tiff", output + "/corner.tif");
