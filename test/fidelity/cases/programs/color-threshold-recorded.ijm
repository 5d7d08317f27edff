// covers: HSB Stack, Color Threshold..., imageCalculator, setThreshold
// input: rgb.tif
// ends: well
// What the window Color Threshold records, with other bounds.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/rgb.tif");
min = newArray(3);
max = newArray(3);
filter = newArray(3);
title = getTitle();
run("HSB Stack");
run("Convert Stack to Images");
selectWindow("Hue");
rename("0");
selectWindow("Saturation");
rename("1");
selectWindow("Brightness");
rename("2");
min[0] = 30; max[0] = 150; filter[0] = "pass";
min[1] = 0; max[1] = 200; filter[1] = "pass";
min[2] = 60; max[2] = 255; filter[2] = "stop";
for (i = 0; i < 3; i++) {
  selectWindow("" + i);
  setThreshold(min[i], max[i]);
  run("Convert to Mask");
  if (filter[i] == "stop") run("Invert");
}
imageCalculator("AND create", "0", "1");
imageCalculator("AND create", "Result of 0", "2");
for (i = 0; i < 3; i++) {
  selectWindow("" + i);
  close();
}
selectWindow("Result of 0");
close();
selectWindow("Result of Result of 0");
rename(title);
print(nImages, getTitle, d2s(getValue("Mean"), 3));
saveAs("Tiff", output + "/selected.tif");
