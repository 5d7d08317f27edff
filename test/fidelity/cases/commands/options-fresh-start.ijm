// covers: Fresh Start
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Fresh Start");
open(input + "/cells-8.tif");
print(nResults, roiManager("count"), nImages);
setAutoThreshold("Default dark");
run("Convert to Mask");
print(is("Inverting LUT"), getValue("Mean"));
