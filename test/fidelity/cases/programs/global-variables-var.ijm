// covers: var, function, return
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
var count = 0;
var names = newArray("none", "none");
open(input + "/cells-8.tif");
remember("first");
remember("second");
print(count, String.join(names));
local = 5;
change();
print(local, count);

function remember(name) {
  names[count] = name;
  count++;
}

function change() {
  local = 99;
  count = count * 10;
}
