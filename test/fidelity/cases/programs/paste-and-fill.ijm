// covers: Copy, Paste, fill, setForegroundColor, Clear Outside
// input: cells-8.tif
// ends: well
// Parts of an image are copied into a new one; areas are filled and cleared.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(5, 5, 20, 15);
run("Copy");
newImage("panel", "8-bit white", 60, 50, 1);
makeRectangle(10, 8, 20, 15);
run("Paste");
run("Select None");
setForegroundColor(120, 120, 120);
makeOval(35, 10, 12, 12);
fill();
setColor(30);
drawRect(2, 2, 56, 46);
drawLine(2, 40, 57, 30);
saveAs("Tiff", output + "/panel.tif");
setBackgroundColor(0, 0, 0);
makeRectangle(5, 5, 40, 30);
run("Clear Outside");
getStatistics(area, mean);
print(d2s(mean, 3));
run("Select None");
saveAs("PNG", output + "/cleared.png");
