// covers: Roi.size, Roi.copy, Roi.paste, Roi.selectNone, Roi.translate, Roi.getFeretPoints, Roi.getSplineAnchors, Roi.setPolygonSplineAnchors, Roi.setPolylineSplineAnchors, Roi.getPointPosition, Roi.setFontSize, Roi.setJustification, makeText
// input: cells-8.tif, stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
print(Roi.size);
Roi.setPolygonSplineAnchors(newArray(40, 120, 150, 60), newArray(30, 40, 110, 140));
Roi.getSplineAnchors(x, y);
print(String.join(x), String.join(y), (Roi.size > 4));
saveAs("Selection", output + "/polygon.roi");
Roi.setPolylineSplineAnchors(newArray(10, 60, 90), newArray(10, 90, 20));
print(Roi.getType, d2s(getValue("Length"), 4));
makePolygon(20, 20, 90, 40, 60, 120);
Roi.getFeretPoints(fx, fy);
print(String.join(fx), String.join(fy));
Roi.copy;
Roi.selectNone;
print(selectionType());
Roi.paste;
Roi.translate(5.5, -3);
Roi.getFloatBounds(bx, by, bw, bh);
print(bx, by, bw, bh);
makeText("two\nlines", 30, 40);
Roi.setFontSize(20);
Roi.setJustification("right");
Overlay.addSelection("white", 1);
run("Select None");
run("Flatten");
saveAs("Tiff", output + "/text.tif");
open(input + "/stack-8.tif");
setSlice(2);
makePoint(10, 10, "small red cross");
setSlice(4);
makeSelection("point", newArray(20, 30), newArray(20, 40));
print(Roi.getPointPosition(0), Roi.getPointPosition(1));
