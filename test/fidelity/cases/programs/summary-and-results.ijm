// covers: Analyze Particles..., Table.save, Table.get, Table.rename
// input: stack-8.tif
// ends: well
// Counts of particles a slice are in the Summary window of the stack.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
setThreshold(100, 255);
run("Set Measurements...", "area mean stack redirect=None decimal=2");
run("Analyze Particles...", "size=5-Infinity display clear summarize stack");
title = "Summary of " + getTitle();
selectWindow(title);
Table.save(output + "/summary.csv", title);
selectWindow("Results");
saveAs("Results", output + "/particles.csv");
for (i = 0; i < Table.size(title); i++)
	print(Table.getString("Slice", i, title) + ": " + Table.get("Count", i, title));
Table.rename(title, "Counts");
print(isOpen("Counts"));
