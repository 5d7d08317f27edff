// covers: Results..., Measure
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean standard redirect=None decimal=4");
makeRectangle(10, 10, 30, 20);
run("Measure");
makeOval(40, 40, 30, 30);
run("Measure");
saveAs("Results", output + "/a.csv");
saveAs("Results", output + "/b.txt");
run("Input/Output...", "jpeg=85 gif=-1 file=.csv use_file");
saveAs("Results", output + "/bare.csv");
