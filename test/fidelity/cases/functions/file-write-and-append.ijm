// covers: File.saveString, File.append, File.open, File.close, File.length, File.openAsRawString
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
p = output + "/a.txt";
File.saveString("one\n", p);
File.append("two", p);
File.append("three\n", p);
print(File.length(p) + " " + File.openAsRawString(p, 5));
f = File.open(output + "/b.txt");
print(f, "x\ty");
print(f, 1);
print(f, d2s(1 / 3, 5));
File.close(f);
t = File.openAsString(output + "/b.txt");
print(t);
