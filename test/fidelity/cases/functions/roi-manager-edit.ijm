// covers: roiManager
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(1, 1, 10, 10); roiManager("add");
makeOval(20, 20, 10, 10); roiManager("add & draw");
makeRectangle(40, 1, 10, 10); roiManager("add");
roiManager("select", 0);
makeRectangle(2, 3, 12, 14);
roiManager("update");
roiManager("select", 1);
roiManager("delete");
print(roiManager("count") + " " + roiManager("index"));
roiManager("select", 0);
getSelectionBounds(x, y, w, h);
print(x + " " + y + " " + w + " " + h);
roiManager("set color", "blue");
roiManager("set line width", 2);
roiManager("deselect");
roiManager("combine");
roiManager("add");
print(roiManager("count"));
roiManager("save", output + "/edited.zip");
roiManager("show all with labels");
wait(300); // it is painted while the macro goes on
saveAs("PNG", output + "/drawn.png");
