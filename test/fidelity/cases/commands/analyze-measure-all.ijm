// covers: Measure, Set Measurements...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Measurements...", "area mean standard modal min centroid center perimeter bounding fit shape feret's integrated median skewness kurtosis area_fraction stack display redirect=None decimal=4");
makeOval(30, 30, 60, 40);
run("Measure");
makeLine(10, 10, 80, 60);
run("Measure");
makeSelection("multipoint", newArray(20, 50, 90), newArray(30, 60, 40));
run("Measure");
makeSelection("angle", newArray(20, 50, 90), newArray(30, 60, 40));
run("Measure");
saveAs("Results", output + "/all.csv");
print(nResults);
