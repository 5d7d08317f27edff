// covers: Measure Stack..., Set Measurements...
// input: stack-8.tif, hyper.tif
// ends: well
// Measure Stack of a plain stack and of a hyperstack with its order.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Set Measurements...", "area mean min stack display redirect=None decimal=3");
open(input + "/stack-8.tif");
makeRectangle(3, 3, 20, 20);
run("Measure Stack...");
print("stack: " + nResults);
saveAs("Results", output + "/stack.csv");
run("Clear Results");
close();
open(input + "/hyper.tif");
run("Measure Stack...", "channels slices frames order=czt(default)");
print("hyperstack: " + nResults);
saveAs("Results", output + "/hyper.csv");
