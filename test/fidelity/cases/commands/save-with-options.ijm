// covers: Results..., LUT..., Text Image..., XY Coordinates...
// input: float.tif, palette.lut, table.csv
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Results... ", "open=[" + input + "/table.csv]");
run("Results...", "save=[" + output + "/rows.csv]");
run("Clear Results");
open(input + "/float.tif");
run("LUT... ", "open=[" + input + "/palette.lut]");
run("LUT...", "save=[" + output + "/palette.lut]");
makePolygon(10, 10, 60, 20, 30, 70);
run("XY Coordinates...", "save=[" + output + "/outline.txt]");
run("Select None");
run("Text Image...", "save=[" + output + "/pixels.txt]");
lines = split(File.openAsString(output + "/pixels.txt"), "\n");
print(lines.length);
