// covers: Table.create, Table.set, Table.save
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Table.create("A");
Table.set("x", 0, 1); Table.set("x", 1, 2.5);
Table.update;
Table.create("B");
Table.set("y", 0, "text");
Table.update;
Table.save(output + "/a.csv", "A");
Table.save(output + "/b.csv", "B");
print(Table.size("A"), Table.size("B"));
