// covers: Calibrate...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Calibrate...", "function=[Uncalibrated OD] unit=[Gray Value] text1=[] text2=[]");
print(calibrate(120), getValue("Mean"));
run("Calibrate...", "function=None unit=[Gray Value] text1=[] text2=[]");
print(calibrate(120), getValue("Mean"));
