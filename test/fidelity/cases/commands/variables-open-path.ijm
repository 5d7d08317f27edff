// covers: LUT..., Results...
// input: float.tif, palette.lut, table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
p = input + "/palette.lut";
run("LUT... ", "open=&p");
getLut(r, g, b);
print(r[150], g[150], b[150]);
t = input + "/table.csv";
run("Results... ", "open=[&t]");
print(nResults, getResult("Mean", 2));
saveAs("Results", output + "/table.csv");
