// covers: open
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/nothing.tif");
print("not reached");
