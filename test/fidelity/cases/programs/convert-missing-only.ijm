// covers: File.exists, getFileList, saveAs, File.getNameWithoutExtension
// input: cells-8.tif, rgb.tif, float.tif, table.csv
// ends: well
// What is written already is left alone.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
results = output + "/png/";
File.makeDirectory(results);
File.saveString("kept", results + "rgb.png");
suffixes = newArray(".tif", ".tiff");
list = getFileList(input);
Array.sort(list);
done = 0; skipped = 0; others = 0;
for (i = 0; i < list.length; i++) {
  if (!hasSuffix(list[i])) { others++; continue; }
  target = results + File.getNameWithoutExtension(list[i]) + ".png";
  if (File.exists(target)) { skipped++; continue; }
  open(input + "/" + list[i]);
  if (bitDepth() == 32) { resetMinAndMax(); run("8-bit"); }
  saveAs("PNG", target);
  close();
  done++;
}
print(done, skipped, others, nImages);

function hasSuffix(name) {
  lower = toLowerCase(name);
  for (s = 0; s < suffixes.length; s++) if (endsWith(lower, suffixes[s])) return true;
  return false;
}
