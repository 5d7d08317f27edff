// covers: Stack.setDisplayMode, Stack.getDisplayMode, Stack.setActiveChannels, Stack.getActiveChannels, Stack.getStatistics, Stack.setPosition
// input: hyper.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/hyper.tif");
Stack.getDisplayMode(mode); print(mode);
Stack.setActiveChannels("10");
Stack.getActiveChannels(on); print(on);
Stack.setDisplayMode("color");
Stack.getDisplayMode(mode); print(mode);
Stack.setPosition(2, 3, 1);
run("Green");
setMinAndMax(100, 2500);
getMinAndMax(lo, hi); print(lo + " " + hi);
Stack.getStatistics(n, mean, lo, hi, sd);
print(n + " " + d2s(mean, 4) + " " + lo + " " + hi + " " + d2s(sd, 4));
Stack.setDisplayMode("composite");
Stack.setActiveChannels("11");
saveAs("Tiff", output + "/display.tif");
