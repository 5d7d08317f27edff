// covers: Plot.create, Plot.addText, Plot.addHistogram, Plot.getLimits, Plot.setXYLabels
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
v = newArray(1, 2, 2, 3, 3, 3, 4, 4, 5);
Plot.create("H", "value", "count");
Plot.setColor("blue", "#ccccff");
Plot.addHistogram(v, 1, 0);
Plot.setColor("black");
Plot.addText("n = 9", 0.1, 0.1);
Plot.setLimits(0, 6, 0, 4);
Plot.show;
Plot.getLimits(x0, x1, y0, y1);
print(x0 + " " + x1 + " " + y0 + " " + y1);
Plot.setXYLabels("x new", "y new");
saveAs("PNG", output + "/h.png");
print(getWidth + " " + getHeight);
