// covers: getProfile, makeLine, Array.resample, File.append
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-16.tif");
run("Line Width...", "line=5");
ends = newArray("10,20,200,30", "30,120,210,110", "20,200,180,240");
bins = 40;
sum = newArray(bins);
for (k = 0; k < ends.length; k++) {
  p = split(ends[k], ",");
  makeLine(p[0], p[1], p[2], p[3]);
  profile = getProfile();
  profile = Array.resample(profile, bins);
  for (i = 0; i < bins; i++) sum[i] += profile[i] / ends.length;
}
path = output + "/profile.txt";
if (File.exists(path)) ok = File.delete(path);
for (i = 0; i < bins; i += 4) File.append(IJ.pad(i, 2) + "\t" + d2s(sum[i], 2), path);
Array.getStatistics(sum, min, max, mean);
print(d2s(min, 2), d2s(max, 2), d2s(mean, 2));
