// covers: Hide Overlay, Show Overlay, Toggle Overlay, List Elements, Remove Overlay
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(10, 10, 40, 30);
run("Add Selection...");
makePolygon(60, 20, 90, 25, 70, 70);
run("Add Selection...");
run("Hide Overlay");
print(Overlay.hidden);
run("Show Overlay");
print(Overlay.hidden);
run("Toggle Overlay");
print(Overlay.hidden);
run("Toggle Overlay");
run("List Elements");
Table.save(output + "/elements.csv");
run("Remove Overlay");
print(Overlay.size);
