// covers: Table.getColumn
// input: none
// ends: error
Table.create("Wells");
Table.set("Count", 0, 3);
c = Table.getColumn("Counts");
print(c.length);
