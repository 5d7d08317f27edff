// covers: Log, Exp, Square, Square Root, Reciprocal
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Square");
run("Square Root");
run("Add...", "value=1");
run("Log");
saveAs("Tiff", output + "/log.tif");
run("Exp");
saveAs("Tiff", output + "/exp.tif");
run("Reciprocal");
saveAs("Tiff", output + "/reciprocal.tif");
