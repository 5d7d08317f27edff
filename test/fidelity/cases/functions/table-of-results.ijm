// covers: setResult, getResult, getResultString, getResultLabel, nResults
// input: none
// ends: well
a = split(getArgument(), "|"); output = a[1];
setResult("Label", 0, "first");
setResult("A", 0, 1.23456);
setResult("B", 0, "text");
setResult("A", 1, NaN);
updateResults();
print(nResults + " " + getResult("A", 0) + " " + getResultString("B", 0) + " " + getResultLabel(0));
print(getResult("A", 1) + " " + getResultString("A", 0));
print(isNaN(getResult("A", 1)));
saveAs("Results", output + "/r.csv");
run("Clear Results");
print(nResults);
