// covers: Overlay.drawRect, Overlay.drawLine, Overlay.drawEllipse, Overlay.add, Overlay.show, Overlay.size, Overlay.moveSelection
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setColor("magenta");
setLineWidth(2);
Overlay.drawRect(5, 6, 30, 20); Overlay.add;
Overlay.drawLine(1, 1, 60, 40); Overlay.add;
Overlay.drawEllipse(50, 50, 20, 30); Overlay.add;
Overlay.show;
print(Overlay.size);
Overlay.moveSelection(0, 15, 16);
Overlay.getBounds(0, x, y, w, h);
print(x + " " + y + " " + w + " " + h);
saveAs("Tiff", output + "/elements.tif");
Overlay.clear;
print(Overlay.size);
