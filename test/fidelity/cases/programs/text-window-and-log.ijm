// covers: Text Window..., print, selectWindow, saveAs, getInfo
// input: none
// ends: well
// A report in a text window, and the log, both saved.
a = split(getArgument(), "|"); output = a[1];
print("started");
title = "Report";
run("Text Window...", "name=" + title + " width=60 height=12");
f = "[" + title + "]";
print(f, "Well\tCells\n");
for (i = 1; i <= 3; i++)
	print(f, "A0" + i + "\t" + (i * 11) + "\n");
selectWindow(title);
saveAs("Text", output + "/report.txt");
print("wells: " + 3);
selectWindow("Log");
saveAs("Text", output + "/log.txt");
text = getInfo("log");
lines = split(text, "\n");
print("lines " + lines.length);
