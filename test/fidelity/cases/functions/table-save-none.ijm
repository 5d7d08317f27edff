// covers: Table.save
// input: none
// ends: well
// Saving without a table writes an empty file.
a = split(getArgument(), "|"); output = a[1];
Table.save(output + "/none.csv");
print("after");
