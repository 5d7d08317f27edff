// covers: getList, setAutoThreshold, setThreshold, getThreshold
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
methods = getList("threshold.methods");
for (i = 0; i < methods.length; i++) {
  setAutoThreshold(methods[i] + " dark");
  getThreshold(low, high);
  print(methods[i], low, high);
}
setThreshold(70, 200, "red");
getThreshold(low, high);
print(low, high, is("Inverting LUT"));
resetThreshold();
