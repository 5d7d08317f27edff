// covers: File.directory, File.name, File.nameWithoutExtension, File.getAbsolutePath, File.getDefaultDir, File.setDefaultDir, File.getLength, File.isDirectory, File.lastModified, File.dateLastModified, File.mkdir, File.openSequence, getDir
// input: cells-8.tif, float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
print((File.directory == input + "/"), File.name, File.nameWithoutExtension);
print((getDir("image") == input + "/"), File.getAbsolutePath(input + "/float.tif"));
print(File.getLength(input + "/cells-8.tif"), File.isDirectory(input), File.isDirectory(input + "/float.tif"));
modified = parseFloat(File.lastModified(input + "/float.tif"));
print((modified > 1e12), (lengthOf(File.dateLastModified(input + "/float.tif")) > 20));
print(File.lastModified(input + "/none.tif"));
File.mkdir(output + "/frames");
for (i = 0; i < 3; i++) {
  newImage("f", "8-bit ramp", 30, 20, 1);
  run("Add...", "value=" + i * 20);
  saveAs("Tiff", output + "/frames/f" + i + ".tif");
  close();
}
File.openSequence(output + "/frames/", " start=2 step=1");
print(nSlices, getTitle);
File.setDefaultDir(output);
print((File.getDefaultDir == output + "/"));
