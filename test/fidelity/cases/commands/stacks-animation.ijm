// covers: Start Animation [\], Stop Animation, Animation Options...
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Animation Options...", "speed=50 first=1 last=5");
doCommand("Start Animation [\\]");
wait(300);
run("Stop Animation");
setSlice(2);
print(is("animated"), nSlices, getSliceNumber());
