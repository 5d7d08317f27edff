// covers: setSlice
// input: stack-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
setSlice(nSlices + 1);
print("not reached");
