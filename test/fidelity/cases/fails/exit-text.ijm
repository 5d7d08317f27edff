// covers: exit
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
if (nSlices < 2)
	exit("This macro needs a stack");
File.saveString("not reached", output + "/after.txt");
