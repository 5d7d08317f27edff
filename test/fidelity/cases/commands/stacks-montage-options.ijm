// covers: Make Montage...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
setForegroundColor(255, 255, 255);
run("Make Montage...", "columns=2 rows=2 scale=1 first=2 last=5 increment=1 border=3 font=12 label use");
saveAs("Tiff", output + "/montage.tif");
