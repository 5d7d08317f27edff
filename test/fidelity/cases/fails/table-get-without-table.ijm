// covers: Table.get
// input: none
// ends: error
print("before");
x = Table.get("Area", 0);
print(x);
