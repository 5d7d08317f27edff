// covers: Table...
// input: table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Table... ", "open=[" + input + "/table.csv]");
print(Table.title, Table.size, Table.headings);
Table.save(output + "/again.csv");
