// covers: Label...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
setForegroundColor(255, 255, 255);
run("Label...", "format=0 starting=0 interval=2 x=5 y=20 font=14 text=[ s] range=1-5");
saveAs("Tiff", output + "/labeled.tif");
close();
open(input + "/stack-8.tif");
run("Label...", "format=00:00 starting=0 interval=30 x=5 y=20 font=12 text=[] range=2-4 use");
print(Overlay.size);
