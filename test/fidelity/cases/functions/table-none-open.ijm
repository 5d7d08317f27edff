// covers: Table.size
// input: none
// ends: well
// Without a table the size is 0, no error.
print("before");
n = Table.size;
print("rows " + n);
