// covers: Plot.replace, Plot.useTemplate, Plot.addFromPlot, Plot.setOptions, Plot.freeze, Plot.removeNaNs, Plot.drawGrid, Plot.drawShapes, Plot.appendToStack, Plot.update, Plot.makeHighResolution, Plot.showValuesWithLabels, Plot.enableLive
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
x = Array.getSequence(6);
Plot.create("first", "x", "y");
Plot.setFrameSize(300, 200);
Plot.setLimits(0, 6, -1, 40);
Plot.add("line", x, newArray(0, 1, NaN, 9, 16, 25));
Plot.removeNaNs();
Plot.update();
Plot.freeze(true);
Plot.enableLive(false);
Plot.replace(0, "line", x, newArray(5, 4, 3, 2, 1, 0));
Plot.makeHighResolution("large", 2.0, "disable");
print((getWidth > 500));
saveAs("PNG", output + "/large.png");
close();
setBatchMode(true);
Plot.create("boxes", "group", "value");
Plot.setOptions("addhspace=2 addvspace=1");
Plot.setLimits(0, 4, 0, 10);
Plot.setColor("black", "#aaddaa");
Plot.drawShapes("boxes width=20", newArray(1, 2, 3), newArray(1, 2, 3), newArray(2, 3, 4), newArray(4, 5, 6), newArray(6, 7, 8), newArray(8, 9, 9.5));
Plot.drawShapes("rectangles", 0.2, 9, 0.6, 7);
Plot.drawGrid;
Plot.useTemplate("first");
Plot.addFromPlot("first", 0);
Plot.show;
saveAs("PNG", output + "/boxes.png");
Plot.showValuesWithLabels();
saveAs("Results", output + "/values.csv");
for (i = 1; i <= 3; i++) {
  Plot.create("frames", "x", "y", x, newArray(0, i, i * 2, i * 3, i, 0));
  Plot.setLimits(0, 5, 0, 10);
  Plot.appendToStack;
}
Plot.show;
print(nSlices);
saveAs("Tiff", output + "/frames.tif");
