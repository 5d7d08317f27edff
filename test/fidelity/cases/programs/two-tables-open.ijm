// covers: Table.create, Table.set, Table.update, Table.save, Measure
// input: cells-8.tif
// ends: well
// Results and an own table are filled in turn; each is saved under its own name.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean redirect=None decimal=3");
Table.create("Ratios");
for (i = 0; i < 3; i++) {
	makeRectangle(2 + 7 * i, 3, 10, 10);
	run("Measure");
	Table.set("Region", i, "r" + i, "Ratios");
	Table.set("Ratio", i, getResult("Mean", i) / 255, "Ratios");
}
Table.update("Ratios");
Table.save(output + "/ratios.csv", "Ratios");
Table.save(output + "/results.csv", "Results");
print(Table.size("Ratios") + " " + Table.size("Results") + " " + Table.headings("Ratios"));
