// covers: List.set, List.get, List.size, List.setList, List.getList, List.toArrays
// input: none
// ends: well
// Settings as a list of keys and values.
a = split(getArgument(), "|"); output = a[1];
List.set("channel", "DAPI");
List.set("radius", 2.5);
List.set("count", 12);
twice = 2 * List.getValue("radius");
print(List.size + " " + List.get("channel") + " " + twice);
print("[" + List.get("missing") + "]");
List.toArrays(keys, values);
for (i = 0; i < keys.length; i++) print(keys[i] + " -> " + values[i]);
File.saveString(List.getList, output + "/settings.txt");
List.clear;
print(List.size);
List.setList("a=1\nb=two words\n");
print(List.get("b") + " " + List.size);
print(List.indexOf("b"));
