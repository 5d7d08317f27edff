// covers: Table.setColumn, Table.getColumn, Table.set
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
Table.create("Text");
Table.setColumn("Well", newArray("A01", "A02", "A03"));
Table.setColumn("n", newArray(1, 2, 3));
Table.set("n", 3, 4);
w = Table.getColumn("Well");
Array.print(w);
print(Table.getString("Well", 3));
n = Table.getColumn("n");
Array.print(n);
Table.update;
Table.save(output + "/text.csv");
