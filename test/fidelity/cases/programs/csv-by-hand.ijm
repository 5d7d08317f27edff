// covers: File.openAsString, split, parseFloat, String.join, File.saveString
// input: table.csv
// ends: well
// A table of another program is read line by line, and a column is added.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
lines = split(File.openAsString(input + "/table.csv"), "\n");
print(lines.length - 1 + 0);
result = newArray(lines.length);
for (i = 0; i < lines.length; i++) {
	cells = split(lines[i], ",");
	if (i == 0) {
		print("columns: " + cells.length);
		result[i] = lines[i] + ",Row,Numbers";
	} else {
		numbers = 0;
		for (k = 0; k < cells.length; k++)
			if (!isNaN(parseFloat(cells[k]))) numbers++;
		result[i] = lines[i] + "," + i + "," + numbers;
	}
}
text = String.join(result, "\n");
File.saveString(text, output + "/more.csv");
if (lengthOf(text) > lengthOf(lines[0])) print("longer");
