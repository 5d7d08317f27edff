// covers: Overlay.lineTo, Overlay.moveTo, Overlay.drawString, Overlay.setFillColor, Overlay.setStrokeColor, Overlay.setStrokeWidth, Overlay.getBounds, Overlay.getSize, Overlay.clear, Overlay.remove, Overlay.update, Overlay.selectable
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
setColor("yellow");
setLineWidth(2);
Overlay.moveTo(10, 10);
Overlay.lineTo(60, 20);
Overlay.lineTo(40, 70);
Overlay.add;
setFont("Monospaced", 12);
Overlay.drawString("label", 100, 40);
Overlay.show;
Overlay.drawString("turned", 100, 120, 30);
Overlay.show;
makeRectangle(150, 100, 40, 30);
Overlay.addSelection("cyan", 3);
Overlay.getBounds(0, x, y, w, h);
print(Overlay.getSize, x, y, w, h);
makeOval(150, 150, 40, 30);
Overlay.update(Overlay.size - 1);
run("Select None");
Overlay.selectable(false);
saveAs("Tiff", output + "/drawn.tif");
Overlay.setStrokeColor("red");
Overlay.setStrokeWidth(5);
Overlay.setFillColor("#4000ff00");
saveAs("Tiff", output + "/styled.tif");
Overlay.clear;
print(Overlay.size);
makeRectangle(1, 1, 5, 5);
Overlay.addSelection;
Overlay.remove;
print(Overlay.size);
