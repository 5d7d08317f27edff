// covers: Stack.setChannel, Stack.setSlice, Stack.setFrame, Stack.getPosition, Duplicate...
// input: hyper.tif
// ends: well
// Mean of every plane of a hyperstack in a table of channel, slice and frame.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
Stack.getDimensions(w, h, nc, nz, nt);
row = 0;
for (t = 1; t <= nt; t++)
	for (z = 1; z <= nz; z++)
		for (c = 1; c <= nc; c++) {
			Stack.setPosition(c, z, t);
			getStatistics(area, mean);
			setResult("C", row, c);
			setResult("Z", row, z);
			setResult("T", row, t);
			setResult("Mean", row, mean);
			row++;
		}
updateResults();
saveAs("Results", output + "/planes.csv");
Stack.setChannel(2);
Stack.setSlice(2);
Stack.setFrame(1);
Stack.getPosition(c, z, t);
print(c + " " + z + " " + t + " of " + nSlices);
run("Duplicate...", "title=c2 duplicate channels=2 slices=1-2 frames=2");
saveAs("Tiff", output + "/c2.tif");
