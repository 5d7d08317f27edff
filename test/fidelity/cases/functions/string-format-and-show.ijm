// covers: String.format, String.show, String.setFontSize, String.getResultsHeadings, showText, trim, toString
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
print(String.format("%5.2f|%.0f|%08.3f", 3.14159, 7, 2.5));
print("[" + trim("  spaces \t") + "]");
print(toString(1 / 3, 4) + " " + toString(2, 0));
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean min redirect=None decimal=2");
run("Measure");
print(String.getResultsHeadings);
showText("Notes", "line one\nline two\n");
selectWindow("Notes");
saveAs("Text", output + "/notes.txt");
print(isOpen("Notes"));
String.setFontSize(14);
String.show("Shown", "some text");
selectWindow("Shown");
print(getInfo("window.type"), getInfo("window.contents"));
