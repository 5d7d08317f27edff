// covers: Roi.getName, Roi.setName, Roi.setProperty, Roi.getProperty, Roi.getProperties, Roi.getType, Roi.setStrokeWidth
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeRectangle(10, 12, 30, 20);
Roi.setName("field");
Roi.setProperty("well", "A01");
Roi.setProperty("site", "2");
Roi.setStrokeColor("red");
Roi.setStrokeWidth(3);
print(Roi.getName + " " + Roi.getType + " " + Roi.getProperty("well") + " " + Roi.getStrokeColor);
print(Roi.getProperties);
saveAs("Selection", output + "/field.roi");
run("Select None");
open(output + "/field.roi");
print(Roi.getName + " " + Roi.getProperty("site") + " " + Roi.size);
