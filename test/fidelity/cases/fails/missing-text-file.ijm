// covers: File.openAsString
// input: none
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print("reading");
text = File.openAsString(input + "/nothing.txt");
print("not reached");
