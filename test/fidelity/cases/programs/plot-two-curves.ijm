// covers: Plot.create, Plot.addLegend, Plot.setLineWidth, Plot.showValues, Plot.setFrameSize
// input: none
// ends: well
// Dose and response of two drugs in one plot, with a legend and a table of values.
a = split(getArgument(), "|"); output = a[1];
dose = newArray(0, 1, 2, 4, 8, 16);
drugA = newArray(100, 92, 80, 61, 33, 12);
drugB = newArray(100, 98, 95, 90, 84, 70);
Plot.create("Response", "Dose (uM)", "Viability (%)");
Plot.setFrameSize(400, 250);
Plot.setLimits(0, 17, 0, 110);
Plot.setLineWidth(2);
Plot.setColor("blue");
Plot.add("connected", dose, drugA);
Plot.setColor("#aa5500");
Plot.add("line", dose, drugB);
Plot.setColor("black");
Plot.addLegend("A\nB", "top-right");
Plot.show();
saveAs("PNG", output + "/response.png");
Plot.showValues();
saveAs("Results", output + "/response.csv");
print(Table.headings);
