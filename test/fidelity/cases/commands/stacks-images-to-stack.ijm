// covers: Images to Stack, Stack to Images
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
run("Stack to Images");
list = getList("image.titles");
for (i = 0; i < list.length; i++) print(list[i]);
run("Images to Stack", "name=Together title=plane use");
print(getTitle(), nSlices);
saveAs("Tiff", output + "/stack.tif");
