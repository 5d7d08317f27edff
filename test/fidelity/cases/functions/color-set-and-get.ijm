// covers: Color.setForeground, Color.setBackground, Color.foreground, Color.background, Color.set, Color.toString, Color.toArray, Color.wavelengthToColor
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
setBatchMode(true);
Color.setForeground("red");
Color.setBackground(10, 20, 30);
print(Color.foreground + " " + Color.background);
print(Color.toString(255, 128, 0) + " " + Color.wavelengthToColor(510));
c = Color.toArray("#102030"); Array.print(c);
Color.setForegroundValue(77);
print(getValue("foreground.color"));
newImage("c", "RGB white", 30, 20, 1);
Color.set("cyan");
fillRect(2, 2, 10, 10);
Color.set(255, 0, 128);
fillRect(15, 5, 10, 10);
saveAs("PNG", output + "/colors.png");
