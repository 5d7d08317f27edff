// covers: Table.sort, Table.deleteRows, Table.getColumn, Table.reset
// input: none
// ends: well
Table.create("S");
v = newArray(5, 1, 4, 2, 3);
for (i = 0; i < v.length; i++) { Table.set("V", i, v[i]); Table.set("I", i, i); }
Table.sort("V");
c = Table.getColumn("I");
Array.print(c);
Table.deleteRows(1, 2);
c = Table.getColumn("V");
Array.print(c);
Table.reset("S");
print(Table.size("S"));
