// covers: Measure
// input: none
// ends: error
run("Measure");
print(nResults);
