// covers: File.getName, File.getParent, File.getNameWithoutExtension, File.makeDirectory, getFileList, Table.create
// input: cells-8.tif, cells-16.tif
// ends: well
// The names of plate and well are those of the folders above the image.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
makePlate(output + "/plate-7");
Table.create("Plate");
row = 0;
walk(output + "/plate-7");
Table.sort("Well");
Table.save(output + "/plate.csv");

function makePlate(plate) {
  File.makeDirectory(plate);
  wells = newArray("A01", "B02");
  for (w = 0; w < wells.length; w++) {
    well = plate + File.separator + wells[w];
    File.makeDirectory(well);
    File.copy(input + "/cells-8.tif", well + "/site 1.tif");
    File.copy(input + "/cells-16.tif", well + "/site_2.ome.tif");
  }
}

function walk(folder) {
  list = getFileList(folder);
  Array.sort(list);
  for (i = 0; i < list.length; i++) {
    path = folder + "/" + list[i];
    if (endsWith(list[i], "/")) walk(substring(path, 0, lengthOf(path) - 1));
    else if (endsWith(list[i], ".tif")) note(path);
  }
}

function note(path) {
  selectWindow("Plate");
  Table.set("Plate", row, File.getName(File.getParent(File.getParent(path))));
  Table.set("Well", row, File.getName(File.getParent(path)));
  Table.set("Image", row, File.getNameWithoutExtension(path));
  Table.set("Kilobytes", row, round(parseInt(File.length(path)) / 1024));
  Table.update;
  row++;
}
