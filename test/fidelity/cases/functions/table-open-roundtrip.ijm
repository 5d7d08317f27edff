// covers: Table.open, Table.save, Table.get
// input: table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Table.open(input + "/table.csv");
print(Table.size + ": " + Table.headings);
for (i = 0; i < Table.size; i++) print(Table.getString("Label", i) + " " + Table.get("Area", i) + " " + Table.get("Mean", i));
Table.set("Double", 0, 2 * Table.get("Area", 0));
Table.update;
Table.save(output + "/copy.csv");
close("table.csv");
open(output + "/copy.csv");
print(Table.title + " " + Table.size);
print(Table.getString("Double", 0) + " " + Table.getString("Double", 1));
