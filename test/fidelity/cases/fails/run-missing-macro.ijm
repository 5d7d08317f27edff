// covers: runMacro
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
runMacro(output + "/no-helper.ijm");
print("after");
