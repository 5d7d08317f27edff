// covers: Table.applyMacro, Table.showArray, Table.hideRowNumbers, Table.showRowIndexes, Table.setLocationAndSize, Table.setLocAndSize
// input: table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
Table.open(input + "/table.csv");
Table.applyMacro("Density=Mean/Area; if (Area>30) Size='large'; else Size='small';");
print(Table.headings);
print(Table.get("Density", 2), Table.getString("Size", 0), Table.getString("Size", 7));
Table.setLocationAndSize(10, 10, 500, 300);
Table.setLocAndSize(20, 20, 400, 300, "table.csv");
Table.hideRowNumbers("table.csv");
Table.save(output + "/with-density.csv");
Table.showRowIndexes(true, "table.csv");
Table.update;
Table.save(output + "/with-indexes.csv");
Table.showArrays("Arrays (indexes)", newArray(1, 2, 3), newArray("a", "b"));
Table.save(output + "/arrays.csv", "Arrays");
