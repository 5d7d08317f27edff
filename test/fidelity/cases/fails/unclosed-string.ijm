// covers: print
// input: none
// ends: error
print("one");
print("two);
print("three");
