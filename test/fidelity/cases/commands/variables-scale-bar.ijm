// covers: Scale Bar...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
len = 30;
thick = 5;
color = "White";
corner = "Lower Left";
run("Scale Bar...", "width=len height=20 thickness=&thick font=12 color=&color background=None location=[&corner] horizontal hide");
saveAs("Tiff", output + "/bar.tif");
