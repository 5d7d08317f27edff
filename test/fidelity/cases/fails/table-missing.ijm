// covers: Table.get
// input: none
// ends: error
Table.create("Wells");
Table.set("Count", 0, 3);
print(Table.get("Count", 0));
print(Table.get("Count", 0, "Plates"));
