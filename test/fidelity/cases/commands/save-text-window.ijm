// covers: Text..., Text Window...
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Text Window...", "name=Notes width=60 height=16");
print("[Notes]", "size\t" + getWidth() + "\t" + getHeight() + "\n");
print("[Notes]", "end\n");
selectWindow("Notes");
saveAs("Text", output + "/notes.txt");
