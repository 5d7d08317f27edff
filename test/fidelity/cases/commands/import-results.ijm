// covers: Results...
// input: table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Results... ", "open=[" + input + "/table.csv]");
print(nResults, getResult("Area", 1), getResultLabel(2), getResult("Mean", 7));
setResult("Ratio", 0, getResult("Area", 0) / getResult("Mean", 0));
updateResults();
saveAs("Results", output + "/again.csv");
