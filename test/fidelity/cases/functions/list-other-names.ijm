// covers: List.add, List.put, List.getSize, List.indexOf, List.setCommands
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
List.add("b", 2);
List.put("a", "one");
List.set("c", 3.5);
print(List.getSize, List.get("a"), List.get("none") + "|", List.getValue("c"));
print(List.indexOf("a"), List.indexOf("c"));
List.put("a", "again");
print(List.size, List.get("a"));
List.clear();
print(List.size);
List.setCommands;
print(List.get("Gaussian Blur..."));
print(List.get("Measure"), (List.get("none of these") == ""));
