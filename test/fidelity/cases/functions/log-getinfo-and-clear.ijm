// covers: IJ.log, print, getInfo
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
IJ.log("by IJ.log");
print("tab\tin a line");
print("two\nlines");
t = getInfo("log");
lines = split(t, "\n");
print(lines.length);
print("\\Clear");
print("after clear");
print("\\Update:updated");
File.saveString(getInfo("log"), output + "/log.txt");
