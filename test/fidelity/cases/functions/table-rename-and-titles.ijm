// covers: Table.rename, Table.title, Table.allHeadings, getInfo, isOpen
// input: none
// ends: well
Table.create("Before");
Table.set("x", 0, 1);
Table.rename("Before", "After");
print(isOpen("Before") + " " + isOpen("After") + " " + Table.size("After"));
selectWindow("After");
print(Table.title + " " + getInfo("window.type"));
h = Table.allHeadings;
print(startsWith(h, "Area"));
close("After");
print(isOpen("After"));
