// covers: isOpen, close, selectWindow, getList, run
// input: cells-8.tif, table.csv
// ends: well
// A function of many macros: it closes what an earlier run left.
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-8.tif");
run("Measure");
open(input + "/table.csv");
print("before", nImages, isOpen("Results"), isOpen("table.csv"), isOpen("Log"));
cleanUp();
print("after", nImages, isOpen("Results"), isOpen("table.csv"), nResults);

function cleanUp() {
  while (nImages > 0) { selectImage(nImages); close(); }
  others = getList("window.titles");
  for (i = 0; i < others.length; i++) {
    if (others[i] == "Log") continue;
    selectWindow(others[i]);
    run("Close");
  }
  run("Clear Results");
  roiManager("reset");
}
