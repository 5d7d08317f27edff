// covers: print
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
x = 1;
print("line 6");
y = x + unknownName;
File.saveString("never", output + "/never.txt");
