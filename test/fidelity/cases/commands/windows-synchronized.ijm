// covers: Synchronize Windows, Record...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Synchronize Windows");
run("Record...");
selectImage("cells-8.tif");
run("Invert");
print(isOpen("Recorder"), nImages);
selectWindow("Recorder");
run("Close");
selectImage("cells-8.tif");
saveAs("Tiff", output + "/inverted.tif");
