// covers: Z Project...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
kinds = newArray("Average Intensity", "Max Intensity", "Min Intensity", "Sum Slices", "Standard Deviation", "Median");
for (i = 0; i < kinds.length; i++) {
  open(input + "/stack-8.tif");
  run("Z Project...", "start=2 stop=4 projection=[" + kinds[i] + "]");
  print(getTitle(), bitDepth());
  saveAs("Tiff", output + "/" + i + ".tif");
  close("*");
}
