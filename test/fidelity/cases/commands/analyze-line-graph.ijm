// covers: Analyze Line Graph
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
newImage("graph", "8-bit white", 120, 80, 1);
setColor(0);
for (x = 10; x < 110; x++) {
  setPixel(x, 40 - round(20 * sin(x / 15)), 0);
  setPixel(x, 41 - round(20 * sin(x / 15)), 0);
}
updateDisplay();
doWand(10, 40 - round(20 * sin(10 / 15)));
print(selectionType());
run("Select None");
setThreshold(0, 100);
run("Analyze Line Graph");
wait(300);
print(getTitle, getWidth);
Plot.getValues(xs, ys);
print(xs.length, ys[0]);
