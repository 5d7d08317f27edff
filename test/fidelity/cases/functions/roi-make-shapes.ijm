// covers: makeOval, makeEllipse, makeRotatedRectangle, makeArrow, makePoint, selectionType, doWand
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
makeOval(2, 2, 10, 8); show("oval");
makeEllipse(5, 5, 30, 20, 0.5); show("ellipse");
makeRotatedRectangle(5, 5, 30, 25, 10); show("rotated");
makeArrow(5, 5, 30, 20, "notched small"); show("arrow");
makePoint(7, 8, "large red hybrid"); show("point");
makeLine(1, 2, 11, 12, 21, 4); show("polyline");
doWand(40, 40); show("wand");
run("Select None");
print(selectionType());
function show(name) {
	getSelectionBounds(x, y, w, h);
	print(name + ": " + selectionType() + " " + x + " " + y + " " + w + " " + h);
}
