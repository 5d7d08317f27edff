// covers: waitForUser
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
waitForUser("Draw", "Draw a region, then press OK");
print(selectionType());
