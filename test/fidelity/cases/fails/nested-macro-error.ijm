// covers: eval
// input: none
// ends: error
print("outside");
eval("print('inside'); x = missing + 1;");
print("after");
