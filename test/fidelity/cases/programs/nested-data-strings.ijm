// covers: split, newArray, Array.filter, Array.deleteValue, Array.rankPositions
// input: none
// ends: well
// A plate map in one string: conditions by well, grouped and counted.
map = "A01=control;A02=drug;A03=drug;B01=control;B02=empty;B03=drug";
wells = split(map, ";");
kinds = newArray("control", "drug", "empty");
counts = newArray(3);
for (i = 0; i < wells.length; i++) {
	pair = split(wells[i], "=");
	for (k = 0; k < kinds.length; k++)
		if (pair[1] == kinds[k]) counts[k]++;
}
for (k = 0; k < 3; k++) print(kinds[k] + ": " + counts[k]);
drug = Array.filter(wells, "drug");
Array.print(drug);
order = Array.rankPositions(counts);
Array.print(order);
c = Array.deleteValue(counts, 1);
Array.print(c);
Array.reverse(wells);
print(wells[0]);
rows = Array.slice(wells, 0, 2);
print(String.join(rows));
