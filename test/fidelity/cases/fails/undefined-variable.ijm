// covers: print
// input: none
// ends: error
// A name with a typing error is read.
threshold = 12;
print("before");
print(treshold + 1);
