// covers: selectWindow, getList, rename, close, nImages
// input: cells-8.tif, rgb.tif, stack-8.tif
// ends: well
// Several images are open together; each is found by its title and saved as PNG.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
open(input + "/rgb.tif");
open(input + "/stack-8.tif");
rename("time lapse");
titles = getList("image.titles");
for (i = 0; i < titles.length; i++) {
	selectWindow(titles[i]);
	print(getTitle() + " " + bitDepth() + " " + nSlices);
	saveAs("PNG", output + "/image" + i + ".png");
}
close("image1.png");
print(nImages);
selectWindow("image0.png");
close("\\Others");
print(nImages + " " + getTitle());
run("Close All");
print(nImages);
