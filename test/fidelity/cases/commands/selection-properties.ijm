// covers: Properties...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 25, 40, 30);
run("Properties... ", "name=cell position=none group=none stroke=red width=2 fill=none");
print(Roi.getName, Roi.getStrokeColor, Roi.getStrokeWidth);
run("Properties... ", "name=filled position=none group=none stroke=none width=0 fill=#800000ff");
print(Roi.getName, Roi.getFillColor, Roi.getGroup);
saveAs("Selection", output + "/filled.roi");
