// covers: String.pad, List.set, List.getList, String.join, getInfo, File.saveString
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
var sigma = 2;
var method = "Otsu";
main();

function main() {
  List.clear();
  List.set("sigma", sigma);
  List.set("method", method);
  List.set("sizes", String.join(newArray(10, 20.5, 1 / 3), "/"));
  lines = split(List.getList, "\n");
  Array.sort(lines);
  for (i = 0; i < lines.length; i++) {
    pair = split(lines[i], "=");
    print(String.pad(i + 1, 3) + "  " + pair[0] + ": " + pair[1]);
  }
  sigma = sigma + 1;
  report();
  selectWindow("Log");
  File.saveString(getInfo("log"), output_() + "/run.log");
}

function report() { print("sigma is now", sigma, "and", method); }
function output_() { parts = split(getArgument(), "|"); return parts[1]; }
