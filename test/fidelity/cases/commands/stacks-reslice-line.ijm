// covers: Reslice [/]...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
makeLine(5, 10, 100, 80);
run("Reslice [/]...", "output=1.000 slice_count=3");
print(getWidth(), getHeight(), nSlices);
saveAs("Tiff", output + "/line.tif");
