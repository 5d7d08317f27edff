// covers: Table.open, Table.columnExists, Table.sort, Table.getColumn, Table.setColumn
// input: table.csv
// ends: well
// A table is opened; a column of numbers is added, and the rows are sorted by it.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Table.open(input + "/table.csv");
n = Table.size;
rank = newArray(n);
for (i = 0; i < n; i++) rank[i] = (i * 7) % (n + 1);
Table.setColumn("Rank", rank);
Table.sort("Rank");
Table.update;
print(Table.columnExists("Rank") + " " + Table.columnExists("Nothing"));
col = Table.getColumn("Rank");
Array.print(col);
heads = split(Table.headings, "\t");
print(heads.length + " headings");
Table.save(output + "/sorted.csv");
Table.deleteColumn("Rank");
Table.update;
Table.save(output + "/back.csv");
