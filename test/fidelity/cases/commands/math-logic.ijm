// covers: AND..., OR..., XOR...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("AND...", "value=11110000");
saveAs("Tiff", output + "/and.tif");
run("OR...", "value=00000011");
saveAs("Tiff", output + "/or.tif");
run("XOR...", "value=10101010");
saveAs("Tiff", output + "/xor.tif");
