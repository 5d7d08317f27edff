// covers: Table.create, selectWindow, Table.title, Table.size, Table.deleteRows
// input: none
// ends: well
// Three tables; the one selected is the one that Table functions use.
a = split(getArgument(), "|"); output = a[1];
for (t = 0; t < 3; t++) {
	name = "Plate " + (t + 1);
	Table.create(name);
	for (r = 0; r < 2 + t; r++) {
		Table.set("Well", r, "A0" + (r + 1));
		Table.set("Value", r, 10 * t + r);
	}
	Table.update;
}
for (t = 2; t >= 0; t--) {
	selectWindow("Plate " + (t + 1));
	print(Table.title + " has " + Table.size);
	Table.deleteRows(0, 0);
	Table.save(output + "/plate" + (t + 1) + ".csv");
}
