// covers: Fractal Box Count...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/binary.tif");
run("Fractal Box Count...", "box=2,3,4,6,8,12,16,32 black");
saveAs("Results", output + "/boxes.csv");
