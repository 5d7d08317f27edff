// covers: getNumber
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print("asks");
n = getNumber("How many?", 3);
print(n);
