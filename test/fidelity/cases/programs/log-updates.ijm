// covers: print, getInfo, String.pad
// input: none
// ends: well
// The log is cleared and its last line is replaced.
a = split(getArgument(), "|"); output = a[1];
print("old text");
print("\\Clear");
for (i = 0; i < 4; i++) {
	print("step " + String.pad(i, 3));
	if (i > 1) print("\\Update:step " + i + " replaced");
}
print("\\Update0:first line replaced");
print(1, 2.5, "three", 1/3);
print(d2s(PI, 8) + " " + d2s(1e10, 3) + " " + 1e-9 + " " + 123456789);
File.saveString(getInfo("log"), output + "/log.txt");
