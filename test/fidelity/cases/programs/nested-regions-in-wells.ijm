// covers: function, Measure, Table.save
// input: cells-8.tif, cells-16.tif
// ends: well
// Three levels of functions: plate, image, field; one table for each image and one of all.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
run("Set Measurements...", "mean min redirect=None decimal=2");
Table.create("All");
var all = 0;
plate(newArray("cells-8", "cells-16"));
Table.update("All");
Table.save(output + "/all.csv", "All");
print("fields " + all + ", table " + Table.size("All"));

function plate(names) {
	for (i = 0; i < names.length; i++) {
		sum = image(names[i]);
		print(names[i] + ": " + d2s(sum, 2));
	}
}
function image(name) {
	open(input + "/" + name + ".tif");
	run("Clear Results");
	sum = 0;
	for (k = 0; k < 3; k++) {
		m = field(name, 5 + 20 * k, 6);
		sum += m;
	}
	Table.save(output + "/" + name + ".csv", "Results");
	close();
	return sum;
}
function field(name, x, y) {
	makeRectangle(x, y, 16, 12);
	run("Measure");
	m = getResult("Mean", nResults - 1);
	Table.set("Image", all, name, "All");
	Table.set("Mean", all, m, "All");
	all++;
	return m;
}
