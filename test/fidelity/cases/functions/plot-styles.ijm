// covers: Plot.create, Plot.add, Plot.setStyle, Plot.setLimits, Plot.setLimitsToFit, Plot.setLogScaleX, Plot.setLogScaleY, Plot.setFontSize, Plot.setAxisLabelSize, Plot.setBackgroundColor, Plot.setFormatFlags, Plot.setFrameSize, Plot.setLegend, Plot.setJustification, Plot.drawLabel, Plot.drawLine, Plot.drawNormalizedLine, Plot.drawVectors, Plot.objectCount, Plot.getNumObjects, Plot.getFrameBounds
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
x = newArray(1, 2, 4, 8, 16, 32);
y = newArray(3, 10, 35, 120, 300, 900);
Plot.create("styles", "dose", "response");
Plot.setFrameSize(400, 260);
Plot.setBackgroundColor("#f0f0ff");
Plot.setFontSize(14, "bold");
Plot.setAxisLabelSize(16, "italic");
Plot.setLogScaleX(true);
Plot.setLogScaleY(true);
Plot.setColor("red");
Plot.setLineWidth(2);
Plot.add("connected circles", x, y);
Plot.setColor("blue");
Plot.add("line", x, Array.reverse(Array.copy(y)));
Plot.setLimits(1, 40, 1, 1000);
Plot.setJustification("right");
Plot.drawLabel("n = 6", 0.9, 0.9);
Plot.drawLine(2, 10, 20, 500);
Plot.drawNormalizedLine(0.1, 0.1, 0.3, 0.1);
Plot.drawVectors(x, y, newArray(2, 3, 5, 9, 17, 33), y);
Plot.setLegend("up\tdown", "top-left");
print(Plot.objectCount, Plot.getNumObjects);
Plot.setFormatFlags("11001100111111");
Plot.setStyle(0, "black,none,1.0,box");
Plot.show;
Plot.getFrameBounds(fx, fy, fw, fh);
print(fx, fy, fw, fh);
saveAs("PNG", output + "/styles.png");
Plot.setLimitsToFit();
Plot.getLimits(x0, x1, y0, y1);
print(d2s(x0, 4), d2s(x1, 4), d2s(y0, 4), d2s(y1, 4));
saveAs("PNG", output + "/fit.png");
