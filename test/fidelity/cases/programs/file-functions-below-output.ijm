// covers: File.open, File.append, File.rename, File.copy, File.delete, File.openAsString
// input: text.txt
// ends: well
// Folders, copies, new names and deleted files below the output.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
File.makeDirectory(output + "/logs");
f = File.open(output + "/logs/run.txt");
print(f, "well\tcount");
print(f, "A01\t12");
File.close(f);
File.append("A02\t9", output + "/logs/run.txt");
print(File.openAsString(output + "/logs/run.txt"));
File.copy(input + "/text.txt", output + "/copy.txt");
before = File.length(input + "/text.txt");
after = File.length(output + "/copy.txt");
if (after == before) print("same length");
ok = File.rename(output + "/copy.txt", output + "/note.txt");
print("renamed " + ok + " " + File.exists(output + "/copy.txt") + File.exists(output + "/note.txt"));
File.copy(output + "/note.txt", output + "/gone.txt");
ok = File.delete(output + "/gone.txt");
print("deleted " + ok + " " + File.exists(output + "/gone.txt"));
print(File.getName(output + "/logs/run.txt") + " " + File.getNameWithoutExtension(output + "/a.b.tif"));
print(File.isDirectory(output + "/logs") + " " + File.isFile(output + "/logs"));
list = getFileList(output);
Array.sort(list);
Array.print(list);
