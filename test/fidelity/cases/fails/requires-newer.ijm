// covers: requires
// input: none
// ends: error
requires("1.99z");
print("not reached");
