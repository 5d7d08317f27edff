// covers: Install...
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
File.saveString("macro 'Say It' { print('said', nImages); }\nmacro 'Make It' { newImage('made', '8-bit ramp', 20, 20, 1); }\n", output + "/two.ijm");
run("Install...", "install=[" + output + "/two.ijm]");
run("Make It");
run("Say It");
print(getTitle);
