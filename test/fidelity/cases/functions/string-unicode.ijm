// covers: lengthOf, charCodeAt, File.saveString, File.openAsString
// input: text.txt
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
s = "Größe 5 µm — Ω 細胞";
print(s + " " + lengthOf(s) + " " + charCodeAt(s, 2));
File.saveString(s + "\n", output + "/unicode.txt");
t = File.openAsString(output + "/unicode.txt");
print(lengthOf(t));
lines = split(File.openAsString(input + "/text.txt"), "\n");
for (i = 0; i < lines.length; i++) print(i + ": " + lines[i]);
