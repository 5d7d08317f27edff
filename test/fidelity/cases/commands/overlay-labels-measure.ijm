// covers: Labels..., Measure Overlay, Overlay Options...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Overlay Options...", "stroke=cyan width=3 fill=none set");
run("Set Measurements...", "area mean display redirect=None decimal=2");
makeRectangle(10, 10, 40, 30);
run("Add Selection...");
makeOval(60, 50, 50, 40);
run("Add Selection...");
run("Select None");
run("Labels...", "color=white font=14 show draw bold");
run("Measure Overlay");
saveAs("Results", output + "/overlay.csv");
run("Flatten");
saveAs("Tiff", output + "/flat.tif");
