// covers: Jpeg..., Input/Output...
// input: rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/rgb.tif");
run("Input/Output...", "jpeg=60 gif=-1 file=.csv use_file copy_row save_column save_row");
saveAs("Jpeg", output + "/low.jpg");
run("Input/Output...", "jpeg=95 gif=-1 file=.csv use_file copy_row save_column save_row");
saveAs("Jpeg", output + "/high.jpg");
