// covers: function, newArray, Array.concat, Array.sort, return
// input: none
// ends: well
// Own functions that take arrays and give arrays: moving average, median, outliers.
a = split(getArgument(), "|"); output = a[1];
values = newArray(4, 8, 15, 16, 23, 42, 8, 4, 99, 5);
smooth = movingAverage(values, 3);
Array.print(smooth);
print("median " + median(values));
kept = without(values, 50);
Array.print(kept);
print("kept " + kept.length + " of " + values.length);
text = "";
for (i = 0; i < smooth.length; i++) text = text + d2s(smooth[i], 4) + "\n";
File.saveString(text, output + "/smooth.txt");

function movingAverage(v, n) {
	r = newArray(v.length - n + 1);
	for (i = 0; i < r.length; i++) {
		s = 0;
		for (k = 0; k < n; k++) s += v[i + k];
		r[i] = s / n;
	}
	return r;
}
function median(v) {
	c = Array.copy(v);
	Array.sort(c);
	m = c.length / 2;
	if (c.length % 2 == 0) return (c[m - 1] + c[m]) / 2;
	return c[floor(m)];
}
function without(v, limit) {
	r = newArray(0);
	for (i = 0; i < v.length; i++)
		if (v[i] <= limit) r = Array.concat(r, v[i]);
	return r;
}
