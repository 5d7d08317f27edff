// covers: Overlay.drawRect, Overlay.show, Flatten
// input: cells-8.tif
// ends: well
// Boxes, ellipses, lines and labels over an image, flattened for a figure.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setColor("red");
setLineWidth(1);
Overlay.drawRect(4, 4, 20, 12);
Overlay.add;
setColor("cyan");
Overlay.drawEllipse(10, 18, 15, 15);
Overlay.add;
setColor("yellow");
Overlay.drawLine(2, 2, 38, 30);
Overlay.add;
Overlay.show;
print("elements " + Overlay.size);
run("Flatten");
print(bitDepth);
saveAs("PNG", output + "/figure.png");
