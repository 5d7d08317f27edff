// covers: Convert...
// input: cells-8.tif, rgb.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
from = output + "/from/";
to = output + "/to/";
File.makeDirectory(from);
File.makeDirectory(to);
File.copy(input + "/cells-8.tif", from + "cells.tif");
File.copy(input + "/rgb.tif", from + "rgb.tif");
call("ij.Prefs.set", "batch.input", from);
call("ij.Prefs.set", "batch.output", to);
run("Convert...", "output_format=PNG interpolation=Bilinear scale=0.50 average");
list = getFileList(to);
for (i = 0; i < list.length; i++) print(list[i]);
