// covers: Specify...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
w = 24;
h = 18;
for (x = 20; x < 100; x = x + 30) {
  run("Specify...", "width=w height=h x=x y=40 oval centered");
  getSelectionBounds(bx, by, bw, bh);
  print(bx, by, bw, bh, getValue("Mean"));
}
