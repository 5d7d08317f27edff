// covers: setBatchMode
// input: cells-8.tif
// ends: error
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
opn(input + "/cells-8.tif");
