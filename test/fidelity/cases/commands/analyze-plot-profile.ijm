// covers: Plot Profile
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
makeLine(10, 20, 150, 90);
run("Plot Profile");
Plot.getValues(x, y);
print(x.length);
Array.print(Array.trim(y, 20));
Plot.showValues();
saveAs("Results", output + "/profile.csv");
