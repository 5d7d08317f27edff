// covers: break, continue, for, while
// input: none
// ends: well
// The first well above a limit; bad sites are passed over.
values = newArray(3, NaN, 8, 2, 15, 40);
sum = 0; used = 0;
for (i = 0; i < values.length; i++) {
	if (isNaN(values[i])) continue;
	if (values[i] > 30) break;
	sum += values[i];
	used++;
}
print(sum + " of " + used + " stopped at " + i);
n = 0;
while (true) {
	n++;
	if (n % 2 == 1) continue;
	if (n > 6) break;
}
print(n);
