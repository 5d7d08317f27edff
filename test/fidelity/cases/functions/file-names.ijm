// covers: File.getName, File.getNameWithoutExtension, File.getParent, File.getDirectory, File.separator, File.exists, File.isFile
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
p = "/data/plate 1/A01.ome.tif";
print(File.getName(p) + " | " + File.getNameWithoutExtension(p) + " | " + File.getParent(p) + " | " + File.getDirectory(p));
print(File.getNameWithoutExtension("noext") + " " + File.getName("/data/folder/") + " [" + File.separator + "]");
print(File.exists(input + "/cells-8.tif") + " " + File.isFile(input + "/cells-8.tif") + " " + File.isDirectory(input) + " " + File.exists(output + "/x"));
open(input + "/cells-8.tif");
print(File.name + " " + File.nameWithoutExtension + " " + File.getName(File.directory + "x"));
if (getDirectory("image") == input + "/") print("directory of the image");
