// covers: print
// input: none
// ends: error
total = "120";
print("half");
half = total / 2;
print(half);
