#@ String Well
#@ String stage
#@ Integer minutes
#@ File(style="directory") input
#@ File(style="directory") output
// counts the bright squares of its image, and takes so many of the test's minutes
setBatchMode(true);
begun = parseInt(File.openAsString(stage + "/minute"));
File.saveString("" + (begun + minutes), output + "/../running");
list = getFileList(input);
open(input + "/" + list[0]);
run("8-bit");
run("Gaussian Blur...", "sigma=1");
setThreshold(100, 255);
run("Analyze Particles...", "size=20-Infinity pixel display clear");
while (parseInt(File.openAsString(stage + "/minute")) < begun + minutes) wait(200);
File.saveString(Well + " " + nResults, output + "/result.txt");
deleted = File.delete(output + "/../running");
