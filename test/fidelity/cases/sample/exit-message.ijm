// covers: exit, print
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print("one");
File.saveString("kept " + output, output + "/kept.txt");
exit("No more of this");
print("two");
