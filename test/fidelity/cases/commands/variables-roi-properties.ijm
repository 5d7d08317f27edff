// covers: Properties...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeRectangle(20, 25, 40, 30);
name = "nucleus-1";
color = "cyan";
w = 4;
run("Properties... ", "name=&name position=none group=none stroke=&color width=w fill=none");
print(Roi.getName, Roi.getStrokeColor, Roi.getStrokeWidth);
saveAs("Selection", output + "/named.roi");
