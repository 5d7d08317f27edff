// covers: print
// input: none
// ends: error
well = "A01";
next = well * 1;
print(next);
