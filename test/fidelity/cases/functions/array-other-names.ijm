// covers: Array.delete, Array.invert, Array.sequence, Color.setForegroundValue, Color.setBackgroundValue, getFontList, isActive, exec
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
v = Array.sequence(6);
Array.invert(v);
Array.print(v);
Array.print(Array.delete(newArray(4, 2, 4, 7), 4));
Array.print(Array.deleteValue(newArray("a", "b", "a"), "a"));
newImage("a", "8-bit black", 20, 20, 1);
id = getImageID();
print(isActive(id), isActive(id - 1));
Color.setForegroundValue(77);
Color.setBackgroundValue(33);
makeRectangle(2, 2, 5, 5);
run("Fill");
makeRectangle(10, 10, 5, 5);
run("Clear");
run("Select None");
print(getPixel(3, 3), getPixel(12, 12));
fonts = getFontList();
print((fonts.length > 0));
print(exec("echo", "from a program"));
