// covers: Measure, makeRectangle, makeOval, makePolygon, getResult
// input: cells-8.tif
// ends: well
// Three regions of one image are measured one after another.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean perimeter bounding integrated redirect=None decimal=3");
w = getWidth(); h = getHeight();
makeRectangle(2, 3, w / 4, h / 4);
run("Measure");
makeOval(w / 2, h / 2, w / 3, h / 3);
run("Measure");
makePolygon(1, h - 2, w / 2, h / 2, w - 2, h - 3);
run("Measure");
total = 0;
for (r = 0; r < nResults; r++)
	total += getResult("Area", r);
print("regions: " + nResults + ", area: " + d2s(total, 1));
saveAs("Results", output + "/regions.csv");
