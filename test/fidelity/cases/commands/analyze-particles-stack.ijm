// covers: Analyze Particles...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Set Measurements...", "area mean min stack display redirect=None decimal=3");
setThreshold(0, 60);
run("Analyze Particles...", "size=10-Infinity show=Nothing display clear stack");
saveAs("Results", output + "/stack.csv");
print(nResults);
