// covers: getNumber
// input: none
// ends: error
print("asks");
n = getNumber("Number of cells", 5);
print(n);
