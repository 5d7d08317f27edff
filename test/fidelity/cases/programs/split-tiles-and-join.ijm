// covers: makeRectangle, Duplicate..., Images to Stack, Make Montage...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
source = getImageID();
n = 4;
w = floor(getWidth / n); h = floor(getHeight / n);
File.makeDirectory(output + "/tiles");
for (row = 0; row < n; row++) {
  for (col = 0; col < n; col++) {
    selectImage(source);
    makeRectangle(col * w, row * h, w, h);
    run("Duplicate...", "title=tile_" + row + "_" + col);
    if ((row + col) % 2 == 0) run("Invert");
    if (row == col) saveAs("Tiff", output + "/tiles/tile_" + row + ".tif");
  }
}
selectImage(source);
close();
run("Images to Stack", "name=tiles use");
print(nSlices, w, h);
run("Make Montage...", "columns=" + n + " rows=" + n + " scale=1");
saveAs("PNG", output + "/joined.png");
