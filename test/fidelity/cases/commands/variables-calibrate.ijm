// covers: Calibrate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
kind = "Straight Line";
u = "dose";
measured = "0 50 100 200";
known = "1 26 51 101";
run("Calibrate...", "function=[&kind] unit=&u text1=[" + measured + "] text2=[" + known + "]");
print(calibrate(120), getValue("Mean"));
saveAs("Tiff", output + "/calibrated.tif");
