// covers: Plot.create, Plot.setColor, Plot.add, Plot.show, Plot.getValues, getProfile
// input: cells-8.tif
// ends: well
// A profile is plotted, its values are read from the plot and saved with the picture.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeLine(2, 3, 40, 30);
profile = getProfile();
Plot.create("Profile", "Distance", "Grey value", profile);
Plot.setLimits(0, profile.length, 0, 255);
Plot.setColor("red");
Plot.add("circles", profile);
Plot.show();
Plot.getValues(x, y);
print(x.length + " values, first " + d2s(y[0], 3));
saveAs("PNG", output + "/profile.png");
text = "x,y\n";
for (i = 0; i < x.length; i++)
	text = text + x[i] + "," + d2s(y[i], 4) + "\n";
File.saveString(text, output + "/profile.csv");
