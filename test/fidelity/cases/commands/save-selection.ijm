// covers: Selection...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true); // a text gets its final size when it is drawn first
open(input + "/cells-8.tif");
makePolygon(20, 20, 70, 25, 60, 80);
saveAs("Selection", output + "/triangle.roi");
makeText("hello", 30, 30);
saveAs("Selection", output + "/text.roi");
run("Select None");
open(output + "/triangle.roi");
print(selectionType(), getValue("Area"));
