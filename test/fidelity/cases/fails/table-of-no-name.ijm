// covers: Table.set
// input: none
// ends: error
Table.set("Count", 0, 3, "Plates");
print("after");
