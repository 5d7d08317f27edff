// covers: Plots..., Plot Profile
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Plots...", "width=400 height=150 font=14 draw_ticks minimum=0 maximum=0");
makeLine(10, 40, 120, 60);
run("Plot Profile");
print(getWidth(), getHeight());
Plot.getValues(x, y);
print(x.length, y[10]);
