// covers: print
// input: none
// ends: error
n = 5;
print("a number is no array");
n[0] = 3;
