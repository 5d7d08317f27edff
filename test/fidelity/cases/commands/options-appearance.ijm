// covers: Appearance...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Appearance...", "interpolate black 16-bit=[12-bit (0-4095)] menu=0 gui=1");
resetMinAndMax();
getMinAndMax(low, high);
print(low, high);
