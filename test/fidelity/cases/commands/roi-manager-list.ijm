// covers: ROI Manager...
// input: cells-8.tif, rois.zip
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
roiManager("Open", input + "/rois.zip");
roiManager("List");
print(Table.title, Table.size);
Table.save(output + "/list.csv");
