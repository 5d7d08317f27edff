// covers: imageCalculator, NaN Background, resetMinAndMax, Split Channels
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/hyper.tif");
run("Split Channels");
donor = "C1-hyper.tif";
acceptor = "C2-hyper.tif";
selectImage(donor);
run("32-bit");
setThreshold(1150, 1e30);
run("NaN Background", "stack");
imageCalculator("Divide create 32-bit stack", acceptor, donor);
rename("ratio");
run("Fire");
setMinAndMax(1.5, 2.5);
print(getTitle, nSlices, bitDepth());
for (n = 1; n <= nSlices; n++) {
  setSlice(n);
  print(n, d2s(getValue("Mean"), 5), d2s(getValue("Max"), 5));
}
saveAs("Tiff", output + "/ratio.tif");
