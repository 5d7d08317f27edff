// covers: getHistogram, getStatistics, getRawStatistics, List.setMeasurements, getValue
// input: cells-16.tif
// ends: well
// Four ways to the same numbers of a region.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-16.tif");
makeOval(4, 5, 30, 22);
getStatistics(area, mean, lo, hi, sd, histogram);
print(area + " " + d2s(mean, 3) + " " + lo + " " + hi + " " + d2s(sd, 3) + " " + histogram.length);
getRawStatistics(n, mean2, lo2, hi2, sd2);
print(n + " " + d2s(mean2, 3));
List.setMeasurements("limit");
print(List.getValue("Area") + " " + d2s(List.getValue("Mean"), 3) + " " + List.getValue("IntDen"));
print(getValue("Area") + " " + d2s(getValue("Mean"), 3) + " " + d2s(getValue("Perim."), 3));
getHistogram(v, c, 32);
text = "bin,count\n";
for (i = 0; i < 32; i++) text += d2s(v[i], 2) + "," + c[i] + "\n";
File.saveString(text, output + "/histogram.csv");
