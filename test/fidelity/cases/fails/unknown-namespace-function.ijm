// covers: Table.create
// input: none
// ends: error
Table.create("T");
n = Table.rows;
print(n);
