// covers: substring
// input: none
// ends: error
name = "A01";
print(substring(name, 0, 1));
print(substring(name, 2, 9));
