// covers: function, File.makeDirectory, getFileList
// input: none
// ends: well
// A tree of plates and wells is made and walked again by a recursive function.
a = split(getArgument(), "|"); output = a[1];
var files = 0;
for (p = 1; p <= 2; p++) {
	plate = output + "/plate" + p;
	File.makeDirectory(plate);
	for (w = 1; w <= 3; w++) {
		File.makeDirectory(plate + "/A0" + w);
		File.saveString("plate " + p + " well " + w, plate + "/A0" + w + "/note.txt");
	}
}
walk(output, 0);
print("files: " + files);

function walk(dir, depth) {
	list = getFileList(dir);
	Array.sort(list);
	for (i = 0; i < list.length; i++) {
		indent = "";
		for (k = 0; k < depth; k++) indent += "  ";
		print(indent + list[i]);
		if (endsWith(list[i], "/"))
			walk(dir + "/" + replace(list[i], "/", ""), depth + 1);
		else
			files++;
	}
}
