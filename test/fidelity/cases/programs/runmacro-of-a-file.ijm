// covers: runMacro, File.saveString, getArgument
// input: cells-8.tif
// ends: well
// A helper macro is written below the output, and run with an argument; it returns a value.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
helper = "open(getArgument());\nrun(\"Invert\");\ngetStatistics(a, m);\nclose();\nreturn d2s(m, 3);\n";
File.saveString(helper, output + "/helper.ijm");
mean = runMacro(output + "/helper.ijm", input + "/cells-8.tif");
print("inverted mean " + mean + " images " + nImages);
open(input + "/cells-8.tif");
getStatistics(area, m);
print("sum " + d2s(m + parseFloat(mean), 1));
