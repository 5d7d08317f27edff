// covers: Table.create, Table.set, Table.get, Table.getString, Table.setColumn, Table.deleteColumn, Table.renameColumn, Table.headings
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
Table.create("T");
for (i = 0; i < 4; i++) {
	Table.set("Name", i, "n" + i);
	Table.set("Value", i, i * 1.5);
}
Table.setColumn("Square", newArray(0, 1, 4, 9));
Table.renameColumn("Value", "Amount");
print(Table.headings);
print(Table.get("Amount", 2) + " " + Table.getString("Name", 3) + " " + Table.getString("Amount", 3));
Table.deleteColumn("Square");
print(Table.headings + " " + Table.size);
Table.update;
Table.save(output + "/t.csv");
Table.save(output + "/t.tsv");
