// covers: North, Northeast, East, Southeast, South, Southwest, West, Northwest
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
names = newArray("North", "Northeast", "East", "Southeast", "South", "Southwest", "West", "Northwest");
for (i = 0; i < names.length; i++) {
  open(input + "/cells-8.tif");
  run(names[i]);
  saveAs("Tiff", output + "/" + names[i] + ".tif");
  close();
}
