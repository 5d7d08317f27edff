// covers: getHistogram, setThreshold, setAutoThreshold, getThreshold
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
getHistogram(values, counts, 256);
t = otsu(counts);
setAutoThreshold("Otsu dark");
getThreshold(lower, upper);
print("by hand", t, "by command", lower, upper);
setThreshold(t + 1, 255);
run("Convert to Mask");
saveAs("Tiff", output + "/mask.tif");

function otsu(counts) {
  total = 0; sum = 0;
  for (i = 0; i < 256; i++) { total += counts[i]; sum += i * counts[i]; }
  below = 0; sumBelow = 0; best = -1; threshold = 0;
  for (i = 0; i < 256; i++) {
    below += counts[i];
    sumBelow += i * counts[i];
    above = total - below;
    if (below == 0 || above == 0) continue;
    between = below * above * pow(sumBelow / below - (sum - sumBelow) / above, 2);
    if (between > best) { best = between; threshold = i; }
  }
  return threshold;
}
