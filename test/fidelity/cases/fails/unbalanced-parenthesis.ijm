// covers: print
// input: none
// ends: error
x = (3 + 4;
print(x);
