// covers: Scale Bar...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Set Scale...", "distance=2 known=1 unit=um");
run("Scale Bar...", "width=20 height=20 thickness=4 font=14 color=White background=None location=[Lower Right] horizontal bold");
saveAs("Tiff", output + "/bar.tif");
