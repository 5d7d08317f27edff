// covers: Surface Plot...
// input: float.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/float.tif");
run("Surface Plot...", "polygon=100 draw_wireframe fill one");
saveAs("Tiff", output + "/wire.tif");
