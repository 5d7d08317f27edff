// covers: Open Next
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
for (i = 1; i <= 3; i++) {
  newImage("p", "8-bit ramp", 40, 30, 1);
  run("Add...", "value=" + i);
  saveAs("Tiff", output + "/p" + i + ".tif");
  close();
}
open(output + "/p1.tif");
run("Open Next");
print(getTitle, nImages, getPixel(0, 0));
run("Open Next");
print(getTitle, nImages, getPixel(0, 0));
