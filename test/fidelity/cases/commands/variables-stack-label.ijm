// covers: Label...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
setForegroundColor(255, 255, 255);
size = 16;
step = 5;
unit = " min";
run("Label...", "format=0 starting=0 interval=" + step + " x=5 y=20 font=size text=&unit range=1-5");
saveAs("Tiff", output + "/labeled.tif");
