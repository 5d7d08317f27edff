// covers: function, Measure, getResult, selectImage
// input: cells-8.tif, float.tif
// ends: well
// A helper measures an image by its number and returns three values as an array.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
run("Set Measurements...", "mean min redirect=None decimal=4");
open(input + "/cells-8.tif");
one = getImageID();
open(input + "/float.tif");
two = getImageID();
ids = newArray(one, two, one);
text = "";
for (i = 0; i < ids.length; i++) {
	m = measure(ids[i]);
	text += d2s(m[0], 3) + " " + d2s(m[1], 3) + " " + d2s(m[2], 3) + "\n";
}
print(text);
print("rows " + nResults);
saveAs("Results", output + "/three.csv");

function measure(id) {
	selectImage(id);
	run("Measure");
	r = nResults - 1;
	return newArray(getResult("Mean", r), getResult("Min", r), getResult("Max", r));
}
