// covers: getString
// input: none
// ends: error
s = getString("Name of the plate", "P1");
print(s);
