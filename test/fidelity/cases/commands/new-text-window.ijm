// covers: Text Window, Text...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Text Window");
print(getInfo("window.type"), getInfo("window.title"));
print("[Untitled.txt]", "a line\n");
selectWindow("Untitled.txt");
saveAs("Text", output + "/window.txt");
