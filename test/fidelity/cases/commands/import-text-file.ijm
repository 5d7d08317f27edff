// covers: Text File...
// input: text.txt
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Text File... ", "open=[" + input + "/text.txt]");
print(getInfo("window.type"), getInfo("window.title"));
selectWindow("text.txt");
saveAs("Text", output + "/again.txt");
