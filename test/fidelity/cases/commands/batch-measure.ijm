// covers: Measure..., Set Measurements...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
dir = output + "/images/";
File.makeDirectory(dir);
File.copy(input + "/cells-16.tif", dir + "a-16.tif");
run("Set Measurements...", "area mean min redirect=None decimal=3");
run("Measure...", "choose=[" + dir + "]");
saveAs("Results", output + "/batch.csv");
print(nResults, nImages);
