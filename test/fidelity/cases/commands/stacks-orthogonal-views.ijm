// covers: Orthogonal Views, Stack.getOrthoViews, Stack.setOrthoViews, Stack.getOrthoViewsID, Stack.getOrthoViewsIDs, Stack.stopOrthoViews
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/stack-8.tif");
run("Orthogonal Views");
wait(300); // the other two windows open
Stack.setOrthoViews(40, 30, 2);
wait(300);
Stack.getOrthoViews(x, y, z);
print(x, y, z);
Stack.getOrthoViewsIDs(xy, yz, xz);
print((Stack.getOrthoViewsID == xy), (yz != xz));
selectImage(yz);
run("Duplicate...", "title=yz");
saveAs("Tiff", output + "/yz.tif");
close();
Stack.stopOrthoViews;
wait(300);
print(nImages);
