// covers: Analyze Particles..., getStatistics, Table.set, Table.save
// input: cells-8.tif, cells-16.tif
// ends: well
// Corrected total fluorescence: mean minus the background of a corner, times area.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
run("Subtract Background...", "rolling=40");
setAutoThreshold("Triangle dark");
run("Set Measurements...", "area mean integrated redirect=None decimal=3");
run("Analyze Particles...", "size=20-Infinity pixel exclude clear add");
count = roiManager("count");
open(input + "/cells-16.tif");
makeRectangle(0, 0, 12, 12);
getStatistics(area, background);
run("Select None");
Table.create("CTCF");
for (i = 0; i < count; i++) {
  roiManager("select", i);
  getStatistics(area, mean);
  Table.set("Cell", i, i + 1);
  Table.set("Area", i, d2s(area, 2));
  Table.set("CTCF", i, d2s(area * (mean - background), 1));
}
Table.update;
Table.save(output + "/ctcf.csv");
print(count, d2s(background, 2));
