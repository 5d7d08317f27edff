// covers: File.makeDirectory, getFileList, File.delete, File.rename, File.copy
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
d = output + "/new dir";
File.makeDirectory(d);
names = newArray("b10.txt", "b2.txt", "a.csv", "C.txt");
for (i = 0; i < names.length; i++) File.saveString("file " + i, d + "/" + names[i]);
File.makeDirectory(d + "/sub");
l = getFileList(d);
Array.print(l);
for (i = 0; i < l.length; i++) if (endsWith(l[i], ".csv")) n = File.delete(d + "/" + l[i]);
File.copy(d + "/b2.txt", d + "/sub/copy.txt");
ok = File.rename(d + "/C.txt", d + "/renamed.txt");
l = getFileList(d);
Array.print(l);
print(n + " " + ok + " " + File.delete(d + "/nothing"));
