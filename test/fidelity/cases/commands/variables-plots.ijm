// covers: Plots..., Plot Profile
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = 360;
h = 140;
run("Plots...", "width=w height=&h font=12 draw_ticks minimum=0 maximum=0");
makeLine(10, 40, 120, 60);
run("Plot Profile");
print(getWidth(), getHeight());
