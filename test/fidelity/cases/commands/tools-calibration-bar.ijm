// covers: Calibration Bar...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Fire");
run("Calibration Bar...", "location=[Upper Right] fill=White label=Black number=5 decimal=2 font=10 zoom=0.8 overlay");
print(Overlay.size);
run("Flatten");
saveAs("Tiff", output + "/bar.tif");
