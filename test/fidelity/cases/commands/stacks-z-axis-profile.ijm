// covers: Plot Z-axis Profile
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
makeRectangle(20, 20, 40, 40);
run("Plot Z-axis Profile");
Plot.getValues(x, y);
for (i = 0; i < x.length; i++) print(x[i], y[i]);
