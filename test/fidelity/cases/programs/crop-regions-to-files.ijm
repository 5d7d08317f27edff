// covers: Duplicate..., roiManager, saveAs, File.makeDirectory
// input: cells-16.tif
// ends: well
// Each region of interest becomes a file of its own in a new folder.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
dir = output + "/crops";
File.makeDirectory(dir);
open(input + "/cells-16.tif");
id = getImageID();
for (i = 0; i < 4; i++) {
	makeRectangle(3 + 8 * i, 2 + 6 * i, 12, 10 + i);
	roiManager("Add");
}
for (i = 0; i < roiManager("count"); i++) {
	selectImage(id);
	roiManager("select", i);
	run("Duplicate...", "title=crop" + i);
	saveAs("Tiff", dir + "/crop" + String.pad(i, 2) + ".tif");
	print(getTitle() + " " + getWidth() + "x" + getHeight());
	close();
}
list = getFileList(dir);
print(list.length + " files");
