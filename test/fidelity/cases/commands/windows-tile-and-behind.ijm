// covers: Tile, Cascade, Show All, Put Behind [tab], Main Window [return], Close All
// input: none
// ends: well
// Which window is in front afterwards differs from run to run.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
for (i = 0; i < 3; i++) newImage("w" + i, "8-bit ramp", 120, 90, 1);
run("Tile");
run("Cascade");
run("Show All");
run("Main Window [return]");
print(nImages);
run("Put Behind [tab]");
print(nImages, isOpen("w1"));
run("Close All");
print(nImages);
