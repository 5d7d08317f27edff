// covers: imageCalculator
// input: cells-8.tif, binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
ops = newArray("Add", "Subtract", "Multiply", "Divide", "AND", "OR", "XOR", "Min", "Max", "Average", "Difference", "Copy", "Transparent-zero");
for (i = 0; i < ops.length; i++) {
  open(input + "/cells-8.tif");
  open(input + "/binary.tif");
  imageCalculator(ops[i] + " create", "cells-8.tif", "binary.tif");
  print(ops[i], getTitle(), getValue("Mean"));
  saveAs("Tiff", output + "/" + ops[i] + ".tif");
  close("*");
}
