// covers: Overlay.addSelection, Overlay.activateSelection, Overlay.removeSelection, Overlay.removeRois, Overlay.hide, Overlay.hidden, Overlay.copy, Overlay.paste, Overlay.indexAt, Overlay.getType
// input: cells-8.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
for (i = 0; i < 3; i++) { makeRectangle(10 + 20 * i, 10, 10, 10); Roi.setName("s" + i); Overlay.addSelection("red", 0, "#40ff0000"); }
run("Select None");
print(Overlay.size + " " + Overlay.indexAt(15, 15) + " " + Overlay.indexAt(200, 200) + " " + Overlay.getType(1));
Overlay.activateSelection(2);
print(Roi.getName);
Overlay.removeSelection(1);
Overlay.removeRois("s0");
print(Overlay.size);
Overlay.copy;
open(input + "/float.tif");
Overlay.paste;
Overlay.hide;
print(Overlay.size + " " + Overlay.hidden);
Overlay.show;
run("Flatten");
saveAs("PNG", output + "/flat.png");
