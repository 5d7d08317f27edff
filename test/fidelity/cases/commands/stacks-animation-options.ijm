// covers: Animation Options...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Animation Options...", "speed=12 first=2 last=4 loop");
saveAs("Tiff", output + "/options.tif");
print(Stack.getFrameRate());
