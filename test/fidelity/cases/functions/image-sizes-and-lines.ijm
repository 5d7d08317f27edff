// covers: getLine, getDisplayedArea, getImageInfo, screenWidth, screenHeight, getMinAndMax, setupUndo, setZCoordinate
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeLine(10, 20, 110, 95, 4);
getLine(x1, y1, x2, y2, width);
print(x1, y1, x2, y2, width);
run("Select None");
getLine(x1, y1, x2, y2, width);
print(x1, width);
getDisplayedArea(x, y, w, h);
print(x, y, w, h);
print((screenWidth >= w), (screenHeight >= h));
lines = split(getImageInfo(), "\n");
for (i = 0; i < lines.length; i++) if (startsWith(lines[i], "Width") || startsWith(lines[i], "Bits")) print(lines[i]);
setupUndo();
run("Invert");
setLocation(300, 300);
getMinAndMax(min, max);
print(min, max);
