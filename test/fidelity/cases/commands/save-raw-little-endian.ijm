// covers: Raw Data..., Input/Output...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
run("Input/Output...", "jpeg=85 gif=-1 file=.csv use_file save copy_row save_column save_row");
saveAs("Raw Data", output + "/little.raw");
saveAs("Tiff", output + "/little.tif");
