// covers: List.setMeasurements, List.getValue, List.get, List.setCommands
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
makeOval(14, 12, 40, 30);
List.setMeasurements;
n = newArray("Area", "Mean", "StdDev", "Mode", "Min", "Max", "X", "Y", "Perim.", "BX", "Width", "Major", "Circ.", "Feret", "IntDen", "Median", "Skew", "Kurt", "AR", "Round", "Solidity");
for (i = 0; i < n.length; i++) print(n[i] + " " + d2s(List.getValue(n[i]), 4));
List.setCommands;
print((List.size > 400) + " " + List.get("Invert"));
