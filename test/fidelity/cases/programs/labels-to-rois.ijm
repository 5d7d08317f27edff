// covers: doWand, roiManager, getValue, Analyze Particles...
// input: binary.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/binary.tif");
setThreshold(128, 255);
run("Analyze Particles...", "size=0-Infinity show=[Count Masks]");
labels = getImageID();
highest = getValue("Max");
for (label = 1; label <= highest; label++) {
  selectImage(labels);
  setThreshold(label, label);
  run("Create Selection");
  if (selectionType() == -1) continue;
  roiManager("add");
  last = roiManager("count") - 1;
  roiManager("select", last);
  roiManager("rename", "label-" + IJ.pad(label, 3));
}
print(highest, roiManager("count"));
resetThreshold();
run("Select None");
run("Set Measurements...", "area min redirect=None decimal=0");
roiManager("deselect");
roiManager("measure");
saveAs("Results", output + "/labels.csv");
roiManager("save", output + "/labels.zip");
