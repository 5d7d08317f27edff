// covers: substring, indexOf, replace, matches, toLowerCase, split
// input: none
// ends: well
// Names of wells are taken apart and put together.
names = newArray("Exp1_A01_s1_w2.tif", "Exp1_B12_s03_w1.TIF", "notes.txt");
for (i = 0; i < names.length; i++) {
	n = names[i];
	if (matches(n, ".*_[A-H][0-9]{2}_.*")) {
		parts = split(n, "_.");
		well = parts[1];
		row = substring(well, 0, 1);
		column = parseInt(substring(well, 1));
		site = parseInt(replace(parts[2], "s", ""));
		print(row + column + " site " + site + " " + toLowerCase(parts[4]) + " " + charCodeAt(row, 0));
	} else
		print(n + ": no well, ends with .txt " + endsWith(n, ".txt") + " at " + indexOf(n, "."));
}
s = "  two words ";
print("[" + String.trim(s) + "] " + lengthOf(s) + " " + lastIndexOf(s, "w"));
print(String.join(newArray("a", "b", "c"), "-") + " " + fromCharCode(65, 66) + " " + toHex(255) + " " + toBinary(10));
t = "Abc,d";
print(t.length + " " + t.substring(1) + " " + t.replace(",", ";") + " " + t.toUpperCase);
if (s.contains("two")) print("contains");
