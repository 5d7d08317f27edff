// covers: Results...
// input: table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Results... ", "open=[" + input + "/table.csv]");
print(nResults, getResult("Area", 1), getResultString("Well", 2));
setResult("Ratio", 0, getResult("Area", 0) / getResult("Count", 0));
updateResults();
saveAs("Results", output + "/again.csv");
