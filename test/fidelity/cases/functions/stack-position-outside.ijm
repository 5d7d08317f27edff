// covers: Stack.setPosition, Stack.getPosition
// input: hyper.tif
// ends: well
// A position outside the stack changes nothing and is no error.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
Stack.setPosition(7, 1, 1);
Stack.getPosition(c, z, t);
print(c + " " + z + " " + t);
