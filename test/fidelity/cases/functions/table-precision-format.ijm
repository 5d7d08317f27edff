// covers: Table.showRowNumbers, Table.saveColumnHeader, Table.update
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
Table.create("P");
Table.set("Third", 0, 1 / 3);
Table.set("Big", 0, 123456789.5);
Table.set("Small", 0, 0.00001234);
Table.set("Whole", 0, 7);
Table.set("Text", 0, "a, b");
Table.update;
Table.save(output + "/plain.csv");
Table.showRowNumbers(true);
Table.update;
Table.save(output + "/numbered.csv");
Table.saveColumnHeader(false);
Table.save(output + "/bare.txt");
print(Table.getString("Third", 0) + " " + Table.get("Small", 0));
