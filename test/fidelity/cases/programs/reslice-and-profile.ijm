// covers: Reslice [/]..., Plot Z-axis Profile, Rotate 90 Degrees Right, Flip Vertically
// input: stack-8.tif
// ends: well
// A kymograph along a line, and the course of a region over the slices.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
makeLine(2, 10, 40, 30);
run("Reslice [/]...", "output=1.000 slice_count=1");
print(getTitle() + " height " + getHeight());
saveAs("Tiff", output + "/kymograph.tif");
run("Rotate 90 Degrees Right");
run("Flip Vertically");
saveAs("Tiff", output + "/turned.tif");
close();
selectImage(1);
makeRectangle(10, 15, 20, 20);
run("Plot Z-axis Profile");
Plot.getValues(x, y);
for (i = 0; i < x.length; i++) print(x[i] + ": " + d2s(y[i], 3));
