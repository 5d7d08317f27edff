// covers: Table.size
// input: none
// ends: error
Table.create("T");
n = Table.rows;
print(n);
