// covers: Gif..., Jpeg..., PNG..., BMP..., PGM...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
saveAs("Gif", output + "/a.gif");
saveAs("Jpeg", output + "/a.jpg");
saveAs("PNG", output + "/a.png");
saveAs("BMP", output + "/a.bmp");
saveAs("PGM", output + "/a.pgm");
print(getTitle());
